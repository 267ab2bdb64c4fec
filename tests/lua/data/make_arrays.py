#!/usr/bin/env python3
"""Writes the arrays that test_npy.lua reads: each stored type, byte order, order of axes and version of the format.

Run in this folder with Debian's python3-numpy; the files are committed.
Every array holds 0, 1, ... 5 of shape (2, 3), so one look tells whether an element lies where it should.
"""
import zipfile

import numpy as np
from numpy.lib import format as npy

VALUES = np.arange(6).reshape(2, 3)
TYPES = ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "|i1", "<i2", ">i4", "<i4", ">i8", "<i8", "|u1", ">u2", "<u4", "<u8"]


def type_name(code):
    return {"<": "little_", ">": "big_", "|": ""}[code[0]] + code[1:]


def main():
    for code in TYPES:
        np.save(f"arrays/{type_name(code)}.npy", VALUES.astype(code))
    np.save("arrays/fortran.npy", np.asfortranarray(VALUES.astype("<f4")))
    np.save("arrays/fortran_rank_3.npy", np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4)))
    np.save("arrays/scalar.npy", np.float32(7))
    np.save("arrays/vector.npy", np.arange(3, dtype="<f4"))
    np.save("arrays/bool.npy", VALUES > 2)
    np.save("arrays/complex.npy", VALUES.astype("<c8"))
    np.save("arrays/text.npy", np.array(["a", "b"]))
    np.save("arrays/half_specials.npy", np.array([6.1e-05, 6e-08, 65504, -0.0, np.inf, -np.inf, np.nan], dtype="<f2"))
    for version in (2, 3):
        with open(f"arrays/version_{version}.npy", "wb") as file:
            npy.write_array(file, VALUES.astype("<f4"), version=(version, 0))

    two = {"conv.weight": VALUES.astype("<f4"), "conv.bias": np.asfortranarray(VALUES.astype(">f8"))}
    np.savez("arrays/stored.npz", **two)
    np.savez_compressed("arrays/deflated.npz", **two)
    with open("arrays/stored.npz", "rb") as file:
        damaged = bytearray(file.read())
    damaged[damaged.index(b"NUMPY") + 123 + 2] ^= 1  # inside the first element
    with open("arrays/wrong_checksum.npz", "wb") as file:
        file.write(damaged)
    with zipfile.ZipFile("arrays/twice.npz", "w") as archive:
        for _ in range(2):
            archive.write("arrays/vector.npy", "vector.npy")
    with zipfile.ZipFile("arrays/bzip2.npz", "w", zipfile.ZIP_BZIP2) as archive:
        archive.write("arrays/vector.npy", "vector.npy")
    with zipfile.ZipFile("arrays/bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        with open("arrays/vector.npy", "rb") as file:
            archive.writestr("vector.npy", file.read() + bytes(8_000_000))


if __name__ == "__main__":
    main()
