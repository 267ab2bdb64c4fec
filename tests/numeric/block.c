/* Memory between guards: what writes beyond a block is caught when the block is freed. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>

#include "drive.h"

#if defined(__SANITIZE_ADDRESS__)
enum { GUARD = 0 }; /* the block ends where its memory ends: the sanitizer sees every step beyond */
#else
enum { GUARD = 128 };
#endif
enum { MARK = 0xA5 };

struct block block_new(size_t size, size_t align)
{
    void *base;
    size_t unit = 2 * align < sizeof(void *) ? sizeof(void *) : 2 * align;
    size_t lead = (GUARD + unit - 1) / unit * unit + unit / 2;
    if (posix_memalign(&base, unit, lead + size + GUARD)) fail_case("out of memory");
    memset(base, MARK, lead + size + GUARD);
    return (struct block){base, (unsigned char *)base + lead, size, lead + size + GUARD};
}

void block_free(struct block *b, const char *what)
{
    for (unsigned char *p = b->base; p < b->base + b->total; p++)
        if ((p < b->at || p >= b->at + b->size) && *p != MARK)
            fail_case("%s: written %td bytes from its start, but it has %zu bytes", what, p - b->at, b->size);
    free(b->base);
}
