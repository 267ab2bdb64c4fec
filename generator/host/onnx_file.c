/* onnx_file.c: an ONNX file as Lua tables; module `onnx_file`.
 *
 *   onnx_file.read(path)   the model, or nil and why not: a table for each message of onnx.proto, its fields by their names,
 *                          repeated ones as lists, absent ones nil
 *
 * libprotobuf-c reads the bytes; what the messages hold is walked by its descriptors, so that onnx.proto alone says what is
 * read. */

#include <protobuf-c/protobuf-c.h>

#include "host.h"
#include "onnx.pb-c.h"

#define FILE_LIMIT ((size_t)1 << 31)
static const char MODEL_TYPE[] = "seqgen.onnx_model";

static void push_message(lua_State *L, const ProtobufCMessage *message);

/* One value of a field, at `at`. [-0, +1] */
static void push_value(lua_State *L, const ProtobufCFieldDescriptor *field, const void *at)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
        lua_pushinteger(L, *(const int32_t *)at);
        break;
    case PROTOBUF_C_TYPE_INT64:
        lua_pushinteger(L, *(const int64_t *)at);
        break;
    case PROTOBUF_C_TYPE_FLOAT:
        lua_pushnumber(L, *(const float *)at);
        break;
    case PROTOBUF_C_TYPE_DOUBLE:
        lua_pushnumber(L, *(const double *)at);
        break;
    case PROTOBUF_C_TYPE_STRING:
        lua_pushstring(L, *(const char *const *)at);
        break;
    case PROTOBUF_C_TYPE_BYTES: {
        const ProtobufCBinaryData *bytes = at;
        lua_pushlstring(L, (const char *)bytes->data, bytes->len);
        break;
    }
    case PROTOBUF_C_TYPE_MESSAGE:
        push_message(L, *(const ProtobufCMessage *const *)at);
        break;
    default:
        luaL_error(L, "onnx.proto has a field of a type that onnx_file.c does not know: %s", field->name);
    }
}

static size_t size_of(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_FLOAT:
        return 4;
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    default:
        return 8;
    }
}

/* [-0, +1] */
static void push_list(lua_State *L, const ProtobufCFieldDescriptor *field, const char *message)
{
    size_t count = *(const size_t *)(const void *)(message + field->quantifier_offset);
    const char *items = *(const char *const *)(const void *)(message + field->offset);
    lua_createtable(L, (int)(count < 1u << 20 ? count : 1u << 20), 0);
    for (size_t i = 0; i < count; i++) {
        push_value(L, field, items + i * size_of(field));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static int is_given(const ProtobufCFieldDescriptor *field, const char *message)
{
    if (field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE)
        return *(const void *const *)(const void *)(message + field->offset) != NULL;
    return *(const protobuf_c_boolean *)(const void *)(message + field->quantifier_offset);
}

static void push_message(lua_State *L, const ProtobufCMessage *message)
{
    const char *base = (const char *)message;
    luaL_checkstack(L, 8, "an ONNX message");
    lua_newtable(L);
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            push_list(L, field, base);
        else if (is_given(field, base))
            push_value(L, field, base + field->offset);
        else
            continue;
        lua_setfield(L, -2, field->name);
    }
}

static int model_free(lua_State *L)
{
    Onnx__Model **model = luaL_checkudata(L, 1, MODEL_TYPE);
    if (*model != NULL) onnx__model__free_unpacked(*model, NULL);
    *model = NULL;
    return 0;
}

static int onnx_read(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    if (in_file_push(L, path, FILE_LIMIT) == 2) return 2;
    size_t size;
    const char *bytes = lua_tolstring(L, -1, &size);
    Onnx__Model **model = lua_newuserdatauv(L, sizeof *model, 0);
    *model = NULL;
    luaL_setmetatable(L, MODEL_TYPE);
    *model = onnx__model__unpack(NULL, size, (const uint8_t *)bytes);
    if (*model == NULL) {
        lua_pushnil(L);
        lua_pushliteral(L, "it is no ONNX file, or a damaged one");
        return 2;
    }
    push_message(L, &(*model)->base);
    return 1;
}

int luaopen_onnx_file(lua_State *L)
{
    static const luaL_Reg FUNCTIONS[] = {{"read", onnx_read}, {NULL, NULL}};
    if (luaL_newmetatable(L, MODEL_TYPE)) {
        lua_pushcfunction(L, model_free);
        lua_setfield(L, -2, "__gc");
    }
    lua_pop(L, 1);
    luaL_newlib(L, FUNCTIONS);
    return 1;
}
