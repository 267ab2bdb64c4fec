// oneDNN as a contender: peer_onednn SPEC BATCH WEIGHTS IN OUT, for the specs lstm_classifier, conv1d_layer, sketch_encoder,
// speech_conv.
// Takes turns (turns.h).  WEIGHTS: a folder of .npy of float32; IN, OUT: raw floats in the spec's layout.
// Weights are reordered once to what the library likes best; x and y in every call, as a caller would have to.
#include "turns.h"

#include <dnnl.hpp>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <unordered_map>
#include <vector>

using namespace dnnl;
using tag = memory::format_tag;
using floats = std::vector<float>;
using steps = std::vector<std::function<void()>>;

static engine cpu(engine::kind::cpu, 0);
static stream queue(cpu);
static std::string folder;

static floats floats_behind(const std::string &path, size_t skip)
{
    std::ifstream f(path, std::ios::binary);
    std::vector<char> bytes((std::istreambuf_iterator<char>(f)), std::istreambuf_iterator<char>());
    if (bytes.size() < skip) std::exit(1);
    const float *data = reinterpret_cast<const float *>(bytes.data() + skip);
    return floats(data, data + (bytes.size() - skip) / sizeof(float));
}

// The numbers of a .npy file of version 1: behind ten bytes and the header, whose size is in the last two of these.
static floats weight(const std::string &name)
{
    const std::string path = folder + "/" + name + ".npy";
    std::ifstream f(path, std::ios::binary);
    unsigned char head[10] = {0};
    f.read(reinterpret_cast<char *>(head), sizeof head);
    return floats_behind(path, 10 + head[8] + 256 * static_cast<size_t>(head[9]));
}

static memory::desc described(const memory::dims &dims, tag layout)
{
    return memory::desc(dims, memory::data_type::f32, layout);
}

static memory holding(const floats &values, const memory::dims &dims, tag layout)
{
    memory m(described(dims, layout), cpu);
    std::copy(values.begin(), values.end(), static_cast<float *>(m.get_data_handle()));
    return m;
}

static memory reordered(memory from, const memory::desc &to)
{
    if (from.get_desc() == to) return from;
    memory m(to, cpu);
    reorder(from, m).execute(queue, from, m);
    queue.wait();
    return m;
}

// A memory of `wanted`, filled from `from` in every call.
static memory each_call(const memory &from, const memory::desc &wanted, steps &list)
{
    if (from.get_desc() == wanted) return from;
    const memory m(wanted, cpu);
    const reorder r(from, m);
    const std::unordered_map<int, memory> args = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, m}};
    list.push_back([=] { static_cast<const primitive &>(r).execute(queue, args); });
    return m;
}

template <class Primitive> static void add(steps &list, const Primitive &p, const std::unordered_map<int, memory> &args)
{
    list.push_back([=] { p.execute(queue, args); });
}

static memory convolve(const memory &x, const std::string &name, const memory::dims &w, const memory::dims &y,
                       memory::dim padding, bool relu, steps &list)
{
    primitive_attr attributes;
    post_ops after;
    if (relu) after.append_eltwise(1.0f, algorithm::eltwise_relu, 0.0f, 0.0f);
    attributes.set_post_ops(after);
    const convolution_forward::desc d(prop_kind::forward_inference, algorithm::convolution_direct,
        described(x.get_desc().dims(), tag::any), described(w, tag::any), described({w[0]}, tag::a), described(y, tag::any),
        {1}, {padding}, {padding});
    const convolution_forward::primitive_desc pd(d, attributes, cpu);
    const memory out(pd.dst_desc(), cpu);
    add(list, convolution_forward(pd), {{DNNL_ARG_SRC, each_call(x, pd.src_desc(), list)},
        {DNNL_ARG_WEIGHTS, reordered(holding(weight(name + ".weight"), w, tag::oiw), pd.weights_desc())},
        {DNNL_ARG_BIAS, holding(weight(name + ".bias"), {w[0]}, tag::a)}, {DNNL_ARG_DST, out}});
    return out;
}

// The rows of all directions' weights and biases, forwards first.
static floats both_directions(const std::string &name, int directions)
{
    floats all = weight("rnn." + name + "_l0");
    if (directions == 2) {
        const floats back = weight("rnn." + name + "_l0_reverse");
        all.insert(all.end(), back.begin(), back.end());
    }
    return all;
}

// An LSTM over x {t, n, c}: gives {t, n, directions * h}.  Two primitives of one direction each take as long as one of both.
static memory recur(const memory &x, memory::dim h, int directions, steps &list)
{
    const memory::dims in = x.get_desc().dims(), out_dims = {in[0], in[1], directions * h};
    const memory::dims w_x = {1, directions, in[2], 4, h}, w_h = {1, directions, h, 4, h}, b = {1, directions, 4, h};
    floats bias = both_directions("bias_ih", directions);
    const floats more = both_directions("bias_hh", directions);
    for (size_t i = 0; i < bias.size(); i++) bias[i] += more[i];
    const lstm_forward::desc d(prop_kind::forward_inference,
        directions == 2 ? rnn_direction::bidirectional_concat : rnn_direction::unidirectional_left2right,
        described(in, tag::any), memory::desc(), memory::desc(), described(w_x, tag::any), described(w_h, tag::any),
        described(b, tag::ldgo), described(out_dims, tag::tnc), memory::desc(), memory::desc());
    const lstm_forward::primitive_desc pd(d, cpu);
    const memory out(pd.dst_layer_desc(), cpu);
    // PyTorch's [gate * H + unit][in] is oneDNN's ldgoi; both have the gates i f g o.
    add(list, lstm_forward(pd), {{DNNL_ARG_SRC_LAYER, each_call(x, pd.src_layer_desc(), list)},
        {DNNL_ARG_WEIGHTS_LAYER, reordered(holding(both_directions("weight_ih", directions), w_x, tag::ldgoi), pd.weights_layer_desc())},
        {DNNL_ARG_WEIGHTS_ITER, reordered(holding(both_directions("weight_hh", directions), w_h, tag::ldgoi), pd.weights_iter_desc())},
        {DNNL_ARG_BIAS, holding(bias, b, tag::ldgo)}, {DNNL_ARG_DST_LAYER, out}});
    return out;
}

// Linear over x {n, c}.
static memory connect(const memory &x, memory::dim o, steps &list)
{
    const memory::dims in = x.get_desc().dims(), w = {o, in[1]};
    const inner_product_forward::desc d(prop_kind::forward_inference, described(in, tag::any), described(w, tag::any),
        described({o}, tag::a), described({in[0], o}, tag::nc));
    const inner_product_forward::primitive_desc pd(d, cpu);
    const memory y(pd.dst_desc(), cpu);
    add(list, inner_product_forward(pd), {{DNNL_ARG_SRC, each_call(x, pd.src_desc(), list)},
        {DNNL_ARG_WEIGHTS, reordered(holding(weight("fc.weight"), w, tag::oi), pd.weights_desc())},
        {DNNL_ARG_BIAS, holding(weight("fc.bias"), {o}, tag::a)}, {DNNL_ARG_DST, y}});
    return y;
}

static memory classify(const memory &x, steps &list)
{
    const memory all = recur(x, 256, 1, list);
    const memory::dim t = x.get_desc().dims()[0], n = x.get_desc().dims()[1];
    const memory last(described({n, 256}, tag::nc), cpu, static_cast<float *>(all.get_data_handle()) + (t - 1) * n * 256);
    return connect(last, 10, list);
}

// The memory's axes in another order, or others: no copy.
static memory seen_as(const memory &m, const memory::desc &d) { return memory(d, cpu, m.get_data_handle()); }

static memory encode_sketch(const memory &x, memory::dim n, steps &list)
{
    const memory a = convolve(x, "conv1", {48, 3, 5}, {n, 48, 192}, 0, false, list);
    const memory b = convolve(a, "conv2", {64, 48, 5}, {n, 64, 188}, 0, false, list);
    const memory c = convolve(b, "conv3", {96, 64, 3}, {n, 96, 186}, 0, false, list);
    const memory steps_first = seen_as(c, c.get_desc().permute_axes({1, 2, 0}));
    const memory rnn = recur(steps_first, 256, 2, list);
    const memory rows_first = each_call(rnn, described({186, n, 512}, tag::bac), list);
    const memory fc = connect(seen_as(rows_first, described({n, 95232}, tag::nc)), 40, list);
    const memory y(fc.get_desc(), cpu);
    const logsoftmax_forward::primitive_desc pd({prop_kind::forward_inference, fc.get_desc(), 1}, cpu);
    add(list, logsoftmax_forward(pd), {{DNNL_ARG_SRC, fc}, {DNNL_ARG_DST, y}});
    return y;
}

static memory net(const std::string &spec, memory::dim n, const floats &input, steps &list)
{
    if (spec == "lstm_classifier") return classify(holding(input, {10, n, 128}, tag::ntc), list);
    if (spec == "sketch_encoder") return encode_sketch(holding(input, {n, 3, 196}, tag::nwc), n, list);
    if (spec == "conv1d_layer")
        return each_call(convolve(holding(input, {n, 128, 10}, tag::ncw), "conv", {256, 128, 3}, {n, 256, 8}, 0, false, list),
            described({n, 256, 8}, tag::ncw), list);
    const memory middle = convolve(holding(input, {1, 1, 16000}, tag::ncw), "conv1", {32, 1, 3}, {1, 32, 16000}, 1, true, list);
    return each_call(convolve(middle, "conv2", {64, 32, 7}, {1, 64, 16000}, 3, true, list), described({1, 64, 16000}, tag::ncw), list);
}

static void call(void *list)
{
    for (auto &step : *static_cast<steps *>(list)) step();
    queue.wait();
}

int main(int argc, char **argv)
{
    if (argc != 6) return 2;
    folder = argv[3];
    steps list;
    const memory y = net(argv[1], std::atol(argv[2]), floats_behind(argv[4], 0), list);
    call(&list);
    write_floats(argv[5], static_cast<const float *>(y.get_data_handle()), y.get_desc().get_size() / sizeof(float));
    take_turns(call, &list);
    return 0;
}
