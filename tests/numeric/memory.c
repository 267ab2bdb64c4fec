/* The four functions that a compiler may call for plain C without a library.  The generated files of the
 * tests are linked with these and nothing else, which shows that they need nothing else.
 */
#include <stddef.h>

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);

/* volatile, lest a compiler sees memcpy in memcpy */
void *memcpy(void *to, const void *from, size_t size)
{
    volatile unsigned char *t = to;
    for (size_t i = 0; i < size; i++) t[i] = ((const unsigned char *)from)[i];
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    volatile unsigned char *t = to;
    if (to < from) return memcpy(to, from, size);
    for (size_t i = size; i > 0; i--) t[i - 1] = ((const unsigned char *)from)[i - 1];
    return to;
}

void *memset(void *to, int value, size_t size)
{
    volatile unsigned char *t = to;
    for (size_t i = 0; i < size; i++) t[i] = (unsigned char)value;
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *x = a, *y = b;
    for (size_t i = 0; i < size; i++)
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
    return 0;
}
