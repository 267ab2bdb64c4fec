"""What `run --threads N` times beside each other: the generated C without OpenMP, and by N threads."""

NATIVE = "-O3 -march=native -DWALL_CLOCK"


def builds(count):
    """Name, compiler, flags: by pairs, one compiler's file without threads and with them."""
    for compiler in ("gcc", "clang"):
        yield compiler, compiler, NATIVE
        yield "%s, %d threads" % (compiler, count), compiler, NATIVE + " -fopenmp"


def environment(count):
    """Threads that keep to their cores: what else runs there moves them less."""
    return {"OMP_NUM_THREADS": str(count), "OMP_PROC_BIND": "true"}


def print_row(rows, time_text):
    """The last row, as a line of the table in docs/performance.md; before the first row the table's head."""
    row, cells = rows[-1], []
    names = list(row["best"])
    if len(rows) == 1:
        print("| workload | %s |\n|---|%s" % (" | ".join(names), "---|" * len(names)))
    for alone, shared in zip(names[::2], names[1::2]):
        ns, ratio = row["best"][shared], row["best"][alone] / row["best"][shared]
        cells += [time_text(row["best"][alone]), "%s, %.2f times as fast" % (time_text(ns), ratio)]
    print("| %s | %s |" % (row["name"], " | ".join(cells)), flush=True)
