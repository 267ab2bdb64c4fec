/* peer_ort.c - ONNX Runtime as a contender, through its C API: peer_ort MODEL.onnx SIZES IN OUT
 * Takes turns (turns.h).  SIZES: x's, joined by commas; IN, OUT: raw floats; the model has an input x and an output y.
 *
 * The library comes without its header.  Its functions stand in one table, whose order is part of the ABI: new ones are
 * added behind the old ones (onnxruntime_c_api.h).  Here are those of version 1 that are needed; numbers are places. */
#include "turns.h"
#include <stdint.h>
#include <string.h>

typedef struct OrtStatus status;
typedef struct OrtValue value;
typedef void *object;

struct api {
    object skipped_0[2];
    const char *(*message)(const status *);
    status *(*create_env)(int log_level, const char *name, object *env);
    object skipped_4[3];
    status *(*create_session)(object env, const char *path, object options, object *session);
    object skipped_8;
    status *(*run)(object session, object run_options, const char *const *inputs, const value *const *x, size_t input_count,
                   const char *const *outputs, size_t output_count, value **y);
    status *(*create_options)(object *options);
    object skipped_11[12];
    status *(*set_optimization)(object options, int level);
    status *(*set_threads)(object options, int count);
    object skipped_25[24];
    status *(*create_tensor)(object memory_info, void *data, size_t bytes, const int64_t *shape, size_t rank, int dtype, value **tensor);
    object skipped_50;
    status *(*data)(value *tensor, void **data);
    object skipped_52[12];
    status *(*element_count)(object info, size_t *count);
    status *(*shape_info)(const value *tensor, object *info);
    object skipped_66[3];
    status *(*create_memory_info)(int allocator, int memory, object *info);
};

extern const struct {
    const struct api *(*get)(uint32_t version);
} * OrtGetApiBase(void);

enum { WARNINGS = 2,
       ALL_OPTIMIZATIONS = 99,
       FLOAT32 = 1,
       DEVICE_ALLOCATOR = 0,
       DEFAULT_MEMORY = 0 };

static const struct api *api;
static object session;
static value *x, *y;

static void check(const status *failure)
{
    if (!failure) return;
    fprintf(stderr, "ONNX Runtime: %s\n", api->message(failure));
    exit(1);
}

static void open_session(const char *path)
{
    object env, options;
    check(api->create_env(WARNINGS, "bench", &env));
    check(api->create_options(&options));
    check(api->set_optimization(options, ALL_OPTIMIZATIONS));
    check(api->set_threads(options, 1));
    check(api->create_session(env, path, options, &session));
}

static void make_input(char *sizes, const char *path)
{
    int64_t shape[8];
    size_t rank = 0, count = 1;
    for (char *size = strtok(sizes, ","); size && rank < 8; size = strtok(NULL, ",")) {
        shape[rank] = atol(size);
        count *= (size_t)shape[rank++];
    }
    object memory;
    check(api->create_memory_info(DEVICE_ALLOCATOR, DEFAULT_MEMORY, &memory));
    check(api->create_tensor(memory, read_floats(path, count), count * sizeof(float), shape, rank, FLOAT32, &x));
}

/* The first call makes y, the others write there again. */
static void call(void *unused)
{
    static const char *const inputs[] = {"x"}, *const outputs[] = {"y"};
    (void)unused;
    check(api->run(session, NULL, inputs, (const value *const *)&x, 1, outputs, 1, &y));
}

int main(int argc, char **argv)
{
    if (argc != 5 || !(api = OrtGetApiBase()->get(1))) return 2;
    open_session(argv[1]);
    make_input(argv[2], argv[3]);
    call(NULL);
    object info;
    void *values;
    size_t count;
    check(api->shape_info(y, &info));
    check(api->element_count(info, &count));
    check(api->data(y, &values));
    write_floats(argv[4], values, count);
    take_turns(call, NULL);
    return 0;
}
