"""conv1d and conv_transpose1d.  Source: torch.nn.functional.conv1d and conv_transpose1d; what they lack
(causal, TensorFlow's strided `same`, flip) is padding and turning written out here."""
import torch
import torch.nn.functional as F

from golden import Case, Named

ACTIVATIONS = {
    "relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "gelu": F.gelu, "silu": F.silu,
    "leaky_relu": F.leaky_relu, "elu": F.elu, "hard_sigmoid": F.hardsigmoid, "softplus": F.softplus,
    "hard_sigmoid_keras2": lambda y: (0.2 * y + 0.5).clamp(0, 1),
}


def pads(padding, t, k, stride, dilation):
    """The cells added before and after T."""
    reach = dilation * (k - 1)
    if padding == "valid":
        return 0, 0
    if padding == "causal":
        return reach, 0
    if padding == "same":
        total = reach if stride == 1 else max((-(-t // stride) - 1) * stride + reach + 1 - t, 0)
        return total // 2, total - total // 2
    return (padding, padding) if isinstance(padding, int) else tuple(padding)


def conv(x, w, b=None, stride=1, padding=0, dilation=1, groups=1, padding_mode="zeros", flip=False, activation=None):
    """x (N, C, T), w (out, in/groups, tap)"""
    left, right = pads(padding, x.shape[2], w.shape[2], stride, dilation)
    mode = "constant" if padding_mode == "zeros" else padding_mode
    if left or right:
        x = F.pad(x, (left, right), mode=mode)
    y = F.conv1d(x, w.flip(2) if flip else w, b, stride=stride, dilation=dilation, groups=groups)
    return ACTIVATIONS[activation](y) if activation else y


def conv_case(name, inside="NCT", outside="NCT", n=2, c=6, t=11, o=4, k=3, bias=True, chunks=None, lengths=None, chunk=None,
              bad_lengths=None, **attributes):
    g = Case("conv1d", name, mode="stream" if chunks else None, chunks=chunks, lengths=lengths, bad_lengths=bad_lengths)
    size = {"N": n, "C": c, "T": t}
    declared = None
    if chunks:
        declared = [chunk if a == "T" else size[a] for a in inside]
    g.input("x", inside, [size[a] for a in inside], declared=declared)
    w = g.weight("conv.weight", (o, c // attributes.get("groups", 1), k))
    b = g.weight("conv.bias", (o,)) if bias else None
    extra = dict(attributes) if bias else dict(attributes, bias=False)
    g.layer("conv1d", name="conv", out_channels=o, kernel_size=k, **extra)
    g.output("y", "conv", outside)
    g.write(lambda x: Named(conv(x.torch("NCT"), w, b, **attributes), "NCT"))


def conv_attributes():
    conv_case("plain")
    conv_case("no_bias", bias=False)
    conv_case("pointwise", k=1, o=5)
    conv_case("even_kernel", k=4)
    conv_case("wide", c=5, o=37, t=9)
    conv_case("deep", c=40, o=3, t=7, k=2)
    conv_case("many_rows", n=5, c=3, o=18, t=14)
    conv_case("one_channel", n=3, c=1, o=1, k=5)
    conv_case("one_output_step", t=5, k=5)
    conv_case("pad_1", padding=1)
    conv_case("pad_3_even_kernel", k=4, padding=3)
    conv_case("pad_past_kernel", k=2, padding=4)
    conv_case("pad_left_right", k=4, padding=[3, 1])
    conv_case("pad_right_only", k=3, padding=[0, 2])
    conv_case("same", padding="same", k=5)
    conv_case("same_even", padding="same", k=4)
    conv_case("same_dilated", padding="same", k=4, dilation=3, t=12)
    conv_case("same_wider_than_input", padding="same", k=9, t=4)
    conv_case("same_stride_2", padding="same", k=3, stride=2, t=11)
    conv_case("same_stride_3_even", padding="same", k=4, stride=3, t=10)
    conv_case("same_stride_past_kernel", padding="same", k=2, stride=4, t=11)
    conv_case("same_stride_2_dilated", padding="same", k=3, stride=2, dilation=2, t=9)
    conv_case("valid", padding="valid", k=4, stride=2)
    conv_case("blocks_of_taps", c=8, o=5, k=6, dilation=2, t=17)
    conv_case("blocks_of_taps_and_channels", c=24, o=3, k=2, dilation=3, t=9)
    conv_case("long_padded", "NTC", "NTC", c=3, o=2, t=2800, k=5, padding=[3, 1])
    conv_case("long_strided", "TNC", "NCT", n=1, c=4, o=6, t=2100, k=4, padding=6, stride=3, dilation=2, groups=2)
    conv_case("causal", padding="causal", k=4)
    conv_case("causal_dilated_strided", padding="causal", k=3, dilation=4, stride=2)
    conv_case("causal_past_input", padding="causal", k=3, dilation=8, t=5)
    conv_case("stride_2", stride=2)
    conv_case("stride_past_kernel", stride=5, k=2, t=14)
    conv_case("dilation_3", dilation=3)
    conv_case("groups_2", groups=2)
    conv_case("groups_3_even_kernel", groups=3, o=9, k=4)
    conv_case("depthwise", groups=6, o=6)
    conv_case("depthwise_multiplier", groups=6, o=12, k=4, padding=2)
    conv_case("groups_wide", groups=2, c=34, o=36, t=6, k=2)
    conv_case("all_combined", stride=2, padding=3, dilation=2, groups=2, k=4, t=13)
    conv_case("all_combined_causal", stride=3, padding="causal", dilation=2, groups=3, o=9, k=4, t=13, activation="tanh")
    conv_case("all_combined_left_right", stride=2, padding=[5, 2], dilation=3, groups=2, k=4, t=12, activation="gelu", flip=True)


def conv_modes():
    for mode in ("reflect", "replicate", "circular"):
        conv_case("mode_" + mode, padding=2, k=4, padding_mode=mode)
        conv_case("mode_%s_left_right" % mode, padding=[4, 1], k=3, dilation=2, stride=2, padding_mode=mode)
    conv_case("mode_reflect_same", padding="same", k=4, dilation=2, padding_mode="reflect")
    conv_case("mode_circular_groups", padding=3, k=4, groups=2, padding_mode="circular", inside="NTC", outside="NTC")
    conv_case("flip", flip=True, k=4)
    conv_case("flip_causal_groups", flip=True, k=3, padding="causal", groups=2, dilation=2)
    for activation in sorted(ACTIVATIONS):
        conv_case("activation_" + activation, activation=activation, k=2, o=3)


def conv_layouts():
    orders = ["NCT", "NTC", "TNC", "TCN", "CNT", "CTN"]
    for i, inside in enumerate(orders):
        for outside in (orders[i], orders[(i + 1 + i % 3) % 6], orders[(i + 4) % 6]):
            conv_case("from_%s_to_%s" % (inside, outside), inside, outside, k=4, padding=2, stride=2, t=7)
    for inside, outside in (("CT", "TC"), ("TC", "CT"), ("TC", "TC"), ("CT", "CT")):
        conv_case("from_%s_to_%s" % (inside, outside), inside, outside, n=1, k=2, padding=1)
    conv_case("from_T_to_TC", "T", "TC", n=1, c=1, o=3, k=4, padding=2)
    conv_case("from_NT_to_NCT", "NT", "NCT", n=3, c=1, o=2, k=3)
    conv_case("from_TC_to_T", "TC", "T", n=1, o=1, k=3)
    conv_case("wide_from_CTN_to_TNC", "CTN", "TNC", n=3, c=4, o=21, k=3, padding=1)


def conv_lengths():
    for name, attributes in {
        "plain": dict(k=3, lengths=[11, 6, 3], bad_lengths=[2, 1]),
        "pad": dict(k=4, padding=2, stride=2, lengths=[11, 4, 1]),
        "same": dict(k=4, padding="same", lengths=[11, 5, 1]),
        "same_stride": dict(k=3, padding="same", stride=2, lengths=[11, 6, 1]),
        "same_stride_dilated": dict(k=4, padding="same", stride=3, dilation=2, lengths=[11, 7, 2, 1]),
        "causal": dict(k=3, padding="causal", dilation=2, lengths=[11, 4, 1]),
        "reflect": dict(k=4, padding=2, padding_mode="reflect", lengths=[11, 5, 3], bad_lengths=[2, 1]),
        "circular": dict(k=4, padding=[3, 1], padding_mode="circular", lengths=[11, 6, 3], bad_lengths=[2]),
        "replicate": dict(k=3, padding=2, padding_mode="replicate", lengths=[11, 4, 1]),
        "groups": dict(k=2, groups=2, padding=1, lengths=[11, 4, 1]),
    }.items():
        conv_case("length_" + name, "NTC", "NTC", **attributes)
    conv_case("length_NCT_to_TNC", "NCT", "TNC", k=3, padding=1, lengths=[11, 4, 1])
    conv_case("length_CT_to_CT", "CT", "CT", n=1, k=3, padding="same", lengths=[11, 4, 1])


def conv_by_pairs():
    """Enough channels and steps for fewer multiplications (generator/lua/seqgen/winograd.lua)."""
    conv_case("pairs_3_taps_odd_T", "NTC", "NTC", n=3, c=16, o=26, t=35, padding=1)
    conv_case("pairs_4_taps_from_NCT_to_NCT", c=17, o=24, t=33, k=4, padding=2)
    conv_case("pairs_5_taps_unpadded", "NTC", "TNC", c=16, o=33, t=38, k=5, bias=False)
    conv_case("pairs_7_taps_unpadded_odd_T", "NTC", "NCT", c=16, o=24, t=41, k=7, activation="relu")
    conv_case("pairs_8_taps_flip", "TC", "CT", n=1, c=16, o=24, t=140, k=8, padding="same", flip=True)
    conv_case("pairs_reflect", "NTC", "NTC", c=16, o=24, t=33, k=6, padding=[2, 4], padding_mode="reflect")
    conv_case("pairs_circular", "NTC", "NTC", c=16, o=24, t=40, k=9, padding="same", padding_mode="circular")
    conv_case("pairs_long", "NTC", "NTC", c=32, o=28, t=301, k=7, padding=3)
    conv_case("pairs_long_unpadded_odd_T", "NTC", "NCT", n=1, c=32, o=24, t=303, k=4)
    conv_case("pairs_long_wide_padding", "TC", "TC", n=1, c=32, o=24, t=300, k=5, padding=[31, 2])
    conv_case("pairs_length", "NTC", "NTC", c=16, o=25, t=150, k=4, padding=2, lengths=[150, 149, 33, 24, 1])
    conv_case("pairs_shares", "TC", "TC", n=1, c=16, o=28, t=702, k=4, padding=1)
    conv_case("pairs_length_shares", "TC", "TC", n=1, c=16, o=32, t=600, k=3, padding=1, lengths=[600, 201, 90])
    conv_case("pairs_length_NCT", c=16, o=24, t=40, k=5, padding="same", lengths=[40, 23, 2])


def conv_streams():
    uneven = [[5, 1, 8, 3, 7], [8, 8, 8], [1] * 24]
    conv_case("stream_causal", "TC", "TC", n=1, t=24, k=4, padding="causal", chunk="max 8", chunks=uneven)
    conv_case("stream_pointwise", "TC", "TC", n=1, t=24, k=1, chunk="max 8", chunks=uneven)
    conv_case("stream_one_sample", "NTC", "NTC", t=6, k=3, padding="causal", dilation=2, chunk=1, chunks=[[1] * 6])
    conv_case("stream_ahead", "TC", "TC", n=1, t=12, c=16, o=16, k=3, padding="causal", dilation=2, chunk=1, chunks=[[1] * 12])
    conv_case("stream_ahead_two_taps", "CT", "CT", n=1, t=9, k=2, padding="causal", dilation=3, activation="tanh", chunk=1,
              chunks=[[1] * 9])
    conv_case("stream_ahead_odd_sizes", "TC", "TC", n=1, t=9, c=22, o=21, k=4, padding="causal", bias=False, chunk=1, chunks=[[1] * 9])
    conv_case("stream_dilated_past_chunk", "NCT", "NCT", t=24, k=3, padding="causal", dilation=5, chunk="max 8", chunks=uneven)
    conv_case("stream_strided", "NCT", "NTC", t=24, k=4, padding="causal", stride=2, chunk=6, chunks=[[6] * 4])
    conv_case("stream_groups", "TNC", "CNT", t=24, k=3, padding="causal", groups=3, o=9, dilation=2, chunk="max 8", chunks=uneven)
    conv_case("stream_pad_left", "NTC", "NTC", t=12, k=4, padding=[3, 0], chunk=4, chunks=[[4] * 3])
    conv_case("stream_stride_is_kernel", "NTC", "NTC", t=12, k=2, stride=2, chunk=4, chunks=[[4] * 3])
    conv_case("stream_flip", "CT", "CT", n=1, t=24, k=4, padding="causal", flip=True, chunk="max 8", chunks=uneven)
    conv_case("stream_all_combined", "NCT", "NCT", t=24, k=4, padding="causal", groups=2, dilation=3, stride=2,
              activation="tanh", chunk=4, chunks=[[4] * 6])


def weights_conventions():
    for op, convention, names in (("conv1d", "keras", ("kernel", "bias")), ("conv1d", "d2l", ("kernel", "bias")),
                                  ("conv1d", "onnx", ("W", "B"))):
        g = Case(op, "convention_" + convention, convention=convention)
        g.input("x", "NTC", (2, 9, 6))
        w = g.draw((4, 3 if convention != "d2l" else 6, 4), -0.5, 0.6)
        stored = w if convention == "onnx" else w.transpose(2, 1, 0)
        g.weight("conv." + names[0], value=stored)
        b = g.weight("conv." + names[1], (4,))
        groups = 6 // w.shape[1]
        g.layer("conv1d", name="conv", out_channels=4, kernel_size=4, groups=groups, padding="same")
        g.output("y", "conv", "NTC")
        g.write(lambda x: Named(conv(x.torch("NCT"), torch.tensor(w), b, groups=groups, padding="same"), "NCT"))


def transposed(x, w, b=None, padding=0, activation=None, **attributes):
    """x (N, C, T), w (in, out/groups, tap).  Causal: stride outputs for each input, none from the future."""
    if padding == "causal":
        stride, reach = attributes.get("stride", 1), attributes.get("dilation", 1) * (w.shape[2] - 1)
        y = F.conv_transpose1d(x, w, b, output_padding=max(0, stride - reach - 1), **attributes)[:, :, :x.shape[2] * stride]
    elif not isinstance(padding, int):
        y = F.conv_transpose1d(x, w, b, **attributes)
        y = y[:, :, padding[0]:y.shape[2] - padding[1]]
    else:
        y = F.conv_transpose1d(x, w, b, padding=padding, **attributes)
    return ACTIVATIONS[activation](y) if activation else y


def transposed_case(name, inside="NCT", outside="NCT", n=2, c=6, t=5, o=4, k=3, bias=True, chunks=None, chunk=None,
                    lengths=None, **attributes):
    g = Case("conv_transpose1d", name, mode="stream" if chunks else None, chunks=chunks, lengths=lengths)
    size = {"N": n, "C": c, "T": t}
    g.input("x", inside, [size[a] for a in inside], declared=[chunk if a == "T" else size[a] for a in inside] if chunks else None)
    w = g.weight("up.weight", (c, o // attributes.get("groups", 1), k), low=-0.4, high=0.5)
    b = g.weight("up.bias", (o,)) if bias else None
    extra = dict(attributes) if bias else dict(attributes, bias=False)
    g.layer("conv_transpose1d", name="up", out_channels=o, kernel_size=k, **extra)
    g.output("y", "up", outside)
    g.write(lambda x: Named(transposed(x.torch("NCT"), w, b, **attributes), "NCT"))


def transposed_cases():
    transposed_case("plain")
    transposed_case("no_bias", bias=False, k=4)
    transposed_case("stride_2", stride=2)
    transposed_case("stride_past_kernel", stride=5, k=2)
    transposed_case("padding", padding=2, k=4, stride=2)
    transposed_case("output_padding", padding=1, stride=3, output_padding=2, k=4)
    transposed_case("output_padding_dilation", stride=2, dilation=3, output_padding=2, k=3, padding=2)
    transposed_case("dilation", dilation=3, k=4)
    transposed_case("groups", groups=2, stride=2, k=4)
    transposed_case("depthwise", groups=6, o=6, k=2)
    transposed_case("all_combined", groups=2, stride=3, padding=2, output_padding=1, dilation=2, k=4, activation="relu")
    transposed_case("wide", c=5, o=35, k=4, stride=2, padding=1)
    for inside, outside in (("NTC", "NTC"), ("NCT", "NTC"), ("TNC", "CTN"), ("CNT", "TCN")):
        transposed_case("from_%s_to_%s" % (inside, outside), inside, outside, stride=2, k=4, padding=1)
    transposed_case("from_TC_to_CT", "TC", "CT", n=1, stride=2)
    transposed_case("length", "NTC", "NTC", k=4, stride=2, padding=1, t=8, lengths=[8, 5, 1])
    transposed_case("length_groups", "NCT", "NTC", k=3, stride=2, groups=2, output_padding=1, t=8, lengths=[8, 3, 1])
    transposed_case("stream", "NTC", "NTC", k=3, stride=3, t=12, chunk="max 5", chunks=[[5, 1, 4, 2], [1] * 12])
    transposed_case("stream_causal", "NTC", "NTC", k=5, stride=2, padding="causal", t=12, chunk="max 5", chunks=[[5, 1, 4, 2], [1] * 12])
    transposed_case("stream_causal_groups", "NCT", "NCT", k=3, stride=2, dilation=2, groups=2, padding="causal", t=12,
                    chunk=3, chunks=[[3] * 4])
    transposed_case("stream_cut_behind", "NTC", "NTC", k=5, stride=2, padding=[0, 4], output_padding=1, t=12, chunk="max 5",
                    chunks=[[5, 1, 4, 2], [1] * 12])
    transposed_case("left_right", k=4, stride=2, padding=[2, 1])
    for convention, names, shape, order in (("keras", ("kernel", "bias"), (4, 3, 6), (2, 1, 0)),
                                            ("d2l", ("kernel", "bias"), (4, 6, 3), (1, 2, 0)),
                                            ("onnx", ("W", "B"), (6, 3, 4), (0, 1, 2))):
        g = Case("conv_transpose1d", "convention_" + convention, convention=convention)
        g.input("x", "NTC", (2, 5, 6))
        w = g.weight("up." + names[0], shape).permute(order)
        b = g.weight("up." + names[1], (3,))
        g.layer("conv_transpose1d", name="up", out_channels=3, kernel_size=4, stride=2)
        g.output("y", "up", "NTC")
        g.write(lambda x: Named(transposed(x.torch("NCT"), w, b, stride=2), "NCT"))


def make():
    conv_attributes()
    conv_modes()
    conv_layouts()
    conv_lengths()
    conv_by_pairs()
    conv_streams()
    weights_conventions()
    transposed_cases()
