/* blob_ways.c: the ways to bring a blob into a program, as docs/emitted-code.md has them; exit 0 if bind takes what came.
 *
 * Compiled with -DMODEL=name -DFILE_NAME="model.c" -DBLOB_NAME="model.bin" and
 *   -DMAPPED    the file is mapped when the program runs
 *   -DINCBIN    the assembler puts it into the program
 *   -DLINKED    the linker does: ld -r -b binary outside.bin -o outside_bin.o */
#define _POSIX_C_SOURCE 200112L
#include FILE_NAME

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define JOIN_NAMES(a, b) a##b
#define JOIN(a, b) JOIN_NAMES(a, b)

#if defined(INCBIN)
__asm__(".section .rodata\n"
        ".balign 64\n"
        "weights: .incbin \"" BLOB_NAME "\"\n"
        "weights_end:\n"
        ".previous\n");
extern const char weights[], weights_end[];
#elif defined(LINKED)
extern const char weights[] __asm__("_binary_outside_bin_start"), weights_end[] __asm__("_binary_outside_bin_end");
#endif

static struct MODEL instance;

int main(void)
{
#if defined(MAPPED)
    const int file = open(BLOB_NAME, O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) return 1;
    const size_t size = (size_t)status.st_size;
    const void *weights = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
#else
    const size_t size = (size_t)(weights_end - weights);
#endif
    return JOIN(MODEL, _bind)(&instance, weights, size) == SEQGEN_OK ? 0 : 1;
}
