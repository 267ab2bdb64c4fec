/* Module c_literal: decimals that read back equal, braces by shape, string literals. */
#include "lua_test.h"

static const char HELPERS[] =
    "function expect(tensor, text, indent)\n"
    "  local found = c_literal.floats(tensor, indent)\n"
    "  assert(found == text, found)\n"
    "end\n"
    "function number(value, text) expect(tensor.new('f32', {}, {value}), text) end\n"
    "function bytes_of(tensor)\n"
    "  local pieces = {}\n"
    "  for piece in c_literal.bytes(tensor) do pieces[#pieces + 1] = piece end\n"
    "  return table.concat(pieces)\n"
    "end\n";

static int open_literal(void **state)
{
    int failed = open_lua(state);
    run_lua(state, HELPERS);
    return failed;
}

static void numbers_are_short_and_have_a_point_or_an_exponent(void **state)
{
    run_lua(state, "number(0, '0.0f') number(-0.0, '-0.0f') number(1, '1.0f') number(-0.5, '-0.5f')\n"
                   "number(0.1, '0.1f') number(1/3, '0.33333334f') number(100, '100.0f')\n"
                   "number(123456789, '123456790.0f') number(1e9, '1e9f') number(1.5e-9, '1.5e-9f')\n"
                   "number(0.00001, '0.00001f') number(0.0000015, '1.5e-6f') number(16777216, '16777216.0f')");
}

static void the_ends_of_the_range_are_right(void **state)
{
    run_lua(state, "number(1e-45, '1e-45f') number(1.1754944e-38, '1.1754944e-38f')\n"
                   "number(3.4028234663852886e38, '3.4028235e38f') number(1e13, '1e13f') number(9.9e12, '9.9e12f')");
}

/* 200,000 bit patterns spread over all finite floats, by C's own reader and writer */
static void decimals_read_back_equal_and_none_is_shorter(void **state)
{
    run_lua(state, "local list = {}\n"
                   "for i = 1, 200000 do list[i] = string.unpack('<f', string.pack('<I4', i * 10679 % 0x7F800000)) end\n"
                   "local function f32(x) return (string.unpack('<f', string.pack('<f', x))) end\n"
                   "local i = 0\n"
                   "for text in c_literal.floats(tensor.new('f32', {#list}, list)):gmatch('([-%d.e]+)f') do\n"
                   "  i = i + 1\n"
                   "  assert(f32(tonumber(text)) == list[i], text)\n"
                   "  local digits = text:gsub('e.*', ''):gsub('%.', ''):gsub('^0+', ''):gsub('0+$', '')\n"
                   "  local shorter = #digits > 1 and ('%.' .. #digits - 2 .. 'e'):format(list[i])\n"
                   "  assert(not shorter or f32(tonumber(shorter)) ~= list[i], text)\n"
                   "end\n"
                   "assert(i == #list)");
}

static void braces_follow_the_shape(void **state)
{
    run_lua(state, "expect(tensor.new('f32', {2, 3, 1}, {1, 2, 3, 4, 5, 6}),\n"
                   "  '{{{1.0f}, {2.0f}, {3.0f}}, {{4.0f}, {5.0f}, {6.0f}}}')");
}

static void lines_end_by_column_100(void **state)
{
    run_lua(state, "local list = {}\n"
                   "for i = 1, 120 do list[i] = i / 7 end\n"
                   "local text = c_literal.floats(tensor.new('f32', {3, 40}, list), 4)\n"
                   "for line in text:gmatch('[^\\n]+') do assert(#line <= 100, line) end\n"
                   "assert(text:find('^{\\n        {\\n            0.14285715f, ') and text:find('\\n    }$'))");
}

static void integers_keep_the_least_one_legal(void **state)
{
    run_lua(state, "local text = c_literal.integers(tensor.new('i32', {3}, {-2147483648, 7, 2147483647}))\n"
                   "assert(text == '{-2147483647 - 1, 7, 2147483647}', text)");
}

static void what_c_has_no_word_for_is_refused(void **state)
{
    run_lua(state, "for _, value in ipairs {0 / 0, 1 / 0} do\n"
                   "  local good, message = pcall(c_literal.floats, tensor.new('f32', {1}, {value}))\n"
                   "  assert(not good and message:find('NaN or infinity'))\n"
                   "end\n"
                   "assert(not pcall(c_literal.floats, tensor.new('f32', {0}, {})))\n"
                   "assert(not pcall(c_literal.floats, tensor.new('f64', {1}, {1})))");
}

/* 0x3F 0x3F is "??", which with a third character may be a trigraph; 0x01 0x31 is an escape before a digit */
static void bytes_escape_what_c_would_read_otherwise(void **state)
{
    run_lua(state, "local t = tensor.new('i32', {3}, {0x5C223F3F, 0x00003101, 0x0A610041})\n"
                   "assert(bytes_of(t) == [[\"\\77\\77\\42\\134\\0011\\0\\0A\\0a\\12\"]], bytes_of(t))");
}

static void a_compiler_reads_the_same_bytes(void **state)
{
    run_lua(state, "local list = {}\n"
                   "for i = 1, 50000 do list[i] = math.sin(i) * 2 ^ (i % 60 - 30) end\n"
                   "local t = tensor.new('f32', {#list}, list)\n"
                   "local main = '#include <stdio.h>\\n__extension__ static const union {char b[200001]; float f[50000];} w = {\\n'\n"
                   "assert(out_file.write('w.c', {main, c_literal.bytes(t, 4), '};\\n',\n"
                   "  'int main(void) { return fwrite(w.f, 4, 50000, stdout) != 50000; }\\n'}))\n"
                   "assert(process.run({'cc', '-std=c99', '-Wall', '-Wextra', '-Wpedantic', '-Werror', 'w.c', '-o', 'w'}).status == 0)\n"
                   "assert(out_file.write('expected', t))\n"
                   "assert(process.run({'./w'}).stdout == in_file.read('expected'))");
}

#define LITERAL_TEST(function) cmocka_unit_test_setup_teardown(function, open_literal, close_lua)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LITERAL_TEST(numbers_are_short_and_have_a_point_or_an_exponent),
        LITERAL_TEST(the_ends_of_the_range_are_right),
        LITERAL_TEST(decimals_read_back_equal_and_none_is_shorter),
        LITERAL_TEST(braces_follow_the_shape),
        LITERAL_TEST(lines_end_by_column_100),
        LITERAL_TEST(integers_keep_the_least_one_legal),
        LITERAL_TEST(what_c_has_no_word_for_is_refused),
        LITERAL_TEST(bytes_escape_what_c_would_read_otherwise),
        LITERAL_TEST(a_compiler_reads_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
