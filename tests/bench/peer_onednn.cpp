// oneDNN as a contender: peer_onednn SPEC BATCH WEIGHTS IN OUT, for the specs lstm_classifier, conv1d_layer, speech_conv.
// Speaks as time_model.c does.  WEIGHTS: a folder of .npy of float32; IN, OUT: raw floats in the spec's layout.
// Weights are reordered once to what the library likes best; x and y in every call, as a caller would have to.
#include <dnnl.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
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

static floats read_floats(const std::string &path, size_t skip)
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
    return read_floats(path, 10 + head[8] + 256 * static_cast<size_t>(head[9]));
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

// PyTorch's [gate * H + unit][in] as oneDNN's [in][gate][unit]; both have the gates i f g o.
static floats gates_last(const floats &w, size_t in, size_t rows)
{
    floats out(w.size());
    for (size_t r = 0; r < rows; r++)
        for (size_t i = 0; i < in; i++) out[i * rows + r] = w[r * in + i];
    return out;
}

static memory classify(const memory &x, memory::dim n, steps &list)
{
    const memory::dim t = 10, c = 128, h = 256, o = 10;
    floats bias = weight("rnn.bias_ih_l0"), more = weight("rnn.bias_hh_l0");
    for (size_t i = 0; i < bias.size(); i++) bias[i] += more[i];
    const lstm_forward::desc d(prop_kind::forward_inference, rnn_direction::unidirectional_left2right,
        described({t, n, c}, tag::any), memory::desc(), memory::desc(), described({1, 1, c, 4, h}, tag::any),
        described({1, 1, h, 4, h}, tag::any), described({1, 1, 4, h}, tag::ldgo), described({t, n, h}, tag::tnc),
        memory::desc(), memory::desc());
    const lstm_forward::primitive_desc pd(d, cpu);
    const memory out(pd.dst_layer_desc(), cpu);
    add(list, lstm_forward(pd), {{DNNL_ARG_SRC_LAYER, each_call(x, pd.src_layer_desc(), list)},
        {DNNL_ARG_WEIGHTS_LAYER, reordered(holding(gates_last(weight("rnn.weight_ih_l0"), c, 4 * h), {1, 1, c, 4, h}, tag::ldigo), pd.weights_layer_desc())},
        {DNNL_ARG_WEIGHTS_ITER, reordered(holding(gates_last(weight("rnn.weight_hh_l0"), h, 4 * h), {1, 1, h, 4, h}, tag::ldigo), pd.weights_iter_desc())},
        {DNNL_ARG_BIAS, holding(bias, {1, 1, 4, h}, tag::ldgo)}, {DNNL_ARG_DST_LAYER, out}});
    const memory last(described({n, h}, tag::nc), cpu, static_cast<float *>(out.get_data_handle()) + (t - 1) * n * h);
    const inner_product_forward::desc fc(prop_kind::forward_inference, described({n, h}, tag::nc), described({o, h}, tag::any),
        described({o}, tag::a), described({n, o}, tag::nc));
    const inner_product_forward::primitive_desc fc_pd(fc, cpu);
    const memory y(fc_pd.dst_desc(), cpu);
    add(list, inner_product_forward(fc_pd), {{DNNL_ARG_SRC, last},
        {DNNL_ARG_WEIGHTS, reordered(holding(weight("fc.weight"), {o, h}, tag::oi), fc_pd.weights_desc())},
        {DNNL_ARG_BIAS, holding(weight("fc.bias"), {o}, tag::a)}, {DNNL_ARG_DST, y}});
    return y;
}

static memory net(const std::string &spec, memory::dim n, const floats &input, steps &list)
{
    if (spec == "lstm_classifier") return classify(holding(input, {10, n, 128}, tag::ntc), n, list);
    if (spec == "conv1d_layer")
        return each_call(convolve(holding(input, {n, 128, 10}, tag::ncw), "conv", {256, 128, 3}, {n, 256, 8}, 0, false, list),
            described({n, 256, 8}, tag::ncw), list);
    const memory middle = convolve(holding(input, {1, 1, 16000}, tag::ncw), "conv1", {32, 1, 3}, {1, 32, 16000}, 1, true, list);
    return each_call(convolve(middle, "conv2", {64, 32, 7}, {1, 64, 16000}, 3, true, list), described({1, 64, 16000}, tag::ncw), list);
}

static double now()
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc != 6) return 2;
    folder = argv[3];
    steps list;
    const memory y = net(argv[1], std::atol(argv[2]), read_floats(argv[4], 0), list);
    const auto call = [&] {
        for (auto &step : list) step();
        queue.wait();
    };
    call();
    std::ofstream(argv[5], std::ios::binary).write(static_cast<const char *>(y.get_data_handle()),
        static_cast<std::streamsize>(y.get_desc().get_size()));
    std::cout << "ready" << std::endl;
    for (long groups, calls; std::cin >> groups >> calls;) {
        std::vector<double> times;
        for (long g = 0; g < groups; g++) {
            const double start = now();
            for (long i = 0; i < calls; i++) call();
            times.push_back(now() - start);
        }
        std::sort(times.begin(), times.end());
        std::printf("%.0f\n", times[times.size() / 10]);
        std::fflush(stdout);
    }
    return 0;
}
