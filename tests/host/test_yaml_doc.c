/* Module yaml: nodes, marks, and what it says of files that are no YAML. */
#include "lua_test.h"

/* text -> the one error, after checking its place and a piece of its message */
static const char HELPERS[] =
    "function error_of(text, line, column, piece)\n"
    "  local node, errors = yaml.parse(text, 'm.yaml')\n"
    "  assert(#errors == 1, #errors .. ' errors')\n"
    "  local e = errors[1]\n"
    "  local place = e.mark.file .. ':' .. e.mark.line .. ':' .. e.mark.column\n"
    "  assert(place == 'm.yaml:' .. line .. ':' .. column, place)\n"
    "  assert(e.message:find(piece, 1, true), e.message)\n"
    "  return e, node\n"
    "end\n"
    "function parsed(text)\n"
    "  local node, errors = yaml.parse(text, 'm.yaml')\n"
    "  assert(#errors == 0, errors[1] and errors[1].message)\n"
    "  return node\n"
    "end\n";

static int open_yaml(void **state)
{
    int failed = open_lua(state);
    run_lua(state, HELPERS);
    return failed;
}

static void nodes_have_kinds_values_and_marks(void **state)
{
    run_lua(state, "local n = parsed('a: 1\\nbc: [\"2\", {d: e}]\\n')\n"
                   "assert(n.kind == 'mapping' and #n.pairs == 2)\n"
                   "local list = n.pairs[2].value\n"
                   "assert(list.kind == 'sequence' and #list == 2)\n"
                   "assert(list.mark.line == 2 and list.mark.column == 5)\n"
                   "assert(list[1].value == '2' and not list[1].plain)\n"
                   "assert(n.pairs[1].value.value == '1' and n.pairs[1].value.plain)\n"
                   "assert(list[2].pairs[1].key.value == 'd')");
}

static void columns_count_characters_behind_a_byte_order_mark(void **state)
{
    run_lua(state, "local n = parsed('\\xEF\\xBB\\xBF{é: x}')\n"
                   "assert(n.mark.column == 1 and n.pairs[1].value.mark.column == 5)");
}

static void json_is_yaml(void **state)
{
    run_lua(state, "local n = parsed('{\"a.b\":{\"shape\":[1,2],\"s\":\"\\\\u00e9\"}}')\n"
                   "local inner = n.pairs[1].value\n"
                   "assert(inner.pairs[1].value[2].value == '2' and inner.pairs[2].value.value == 'é')");
}

static void aliases_share_their_anchors_node(void **state)
{
    run_lua(state, "local n = parsed('a: &x [1]\\nb: *x\\n')\n"
                   "assert(n.pairs[1].value == n.pairs[2].value)");
}

static void core_tags_are_kept(void **state)
{
    run_lua(state, "local n = parsed('[!!str 5, !!int 5, ! 5]')\n"
                   "assert(n[1].tag == 'str' and not n[1].plain)\n"
                   "assert(n[2].tag == 'int' and n[2].plain)\n"
                   "assert(n[3].tag == 'str' and not n[3].plain)");
}

static void other_tags_are_errors(void **state)
{
    run_lua(state, "error_of('a: !foo 1', 1, 4, \"tag '!foo'\")\n"
                   "error_of('a: !!int [1]', 1, 4, 'sequence')");
}

static void duplicate_keys_name_the_first(void **state)
{
    run_lua(state, "local e, node = error_of('a: 1\\nb: 2\\n\"a\": 3\\n', 3, 1, \"duplicate key 'a'\")\n"
                   "assert(e.found:find('line 1', 1, true) and #node.pairs == 2)");
}

static void merge_keys_and_keys_that_are_lists_are_errors(void **state)
{
    run_lua(state, "error_of('a: &x {b: 1}\\nc:\\n  <<: *x\\n', 3, 3, 'YAML 1.1')\n"
                   "error_of('[1]: 2', 1, 1, 'list or a mapping')");
}

static void a_second_document_is_an_error(void **state)
{
    run_lua(state, "error_of('a: 1\\n---\\nb: 2\\n', 2, 1, 'second document')");
}

static void an_empty_document_is_an_error(void **state)
{
    run_lua(state, "error_of('', 1, 1, 'empty')\n"
                   "error_of('# only a comment\\n', 2, 1, 'empty')");
}

static void all_errors_come_together(void **state)
{
    run_lua(state, "local _, errors = yaml.parse('a: 1\\na: 2\\nb: !x 1\\nb: 2\\n', 'm')\n"
                   "assert(#errors == 3)");
}

static void syntax_errors_say_where_it_began(void **state)
{
    run_lua(state, "local e = error_of('a: [1, 2\\nb: 3\\n', 2, 2, \"',' or ']'\")\n"
                   "assert(e.found:find('line 1, column 4', 1, true))\n"
                   "assert(error_of('a:\\n\\tb: 1\\n', 2, 1, 'token').fix:find('tabs'))");
}

static void bytes_that_are_no_text_are_errors(void **state)
{
    run_lua(state, "error_of('a: 1\\nbé: \\xff\\n', 2, 5, 'not a text file')\n"
                   "error_of('a: \\0', 1, 4, 'not a text file')\n"
                   "error_of('a: \"\\\\0\"', 1, 4, 'NUL')\n"
                   "error_of('\\xff\\xfea\\0', 1, 1, 'not a text file')");
}

static void depth_is_bounded(void **state)
{
    run_lua(state, "parsed(('['):rep(64) .. (']'):rep(64))\n"
                   "error_of(('['):rep(65) .. (']'):rep(65), 1, 65, 'nested too deep')\n"
                   "error_of(('['):rep(10000), 1, 65, 'nested too deep')\n"
                   "local chain = {'a0: &a0 [1]'}\n"
                   "for i = 1, 99 do chain[i + 1] = ('a%d: &a%d [*a%d]'):format(i, i, i - 1) end\n"
                   "error_of(table.concat(chain, '\\n'), 64, 12, 'nested too deep')");
}

static void aliases_end_at_a_bound(void **state)
{
    run_lua(state, "error_of('a: &x [1, *x]', 1, 11, 'inside its own anchor')\n"
                   "error_of('a: *x', 1, 4, 'no anchor')\n"
                   "local lines = {'a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]'}\n"
                   "for i = 1, 20 do lines[i + 1] = ('a%d: &a%d [%s*a%d]'):format(i, i, ('*a%d, '):format(i - 1):rep(8), i - 1) end\n"
                   "error_of(table.concat(lines, '\\n'), 6, 40, 'too large')");
}

static void the_number_of_values_is_bounded(void **state)
{
    run_lua(state, "error_of('[' .. ('1,'):rep(600000) .. ']', 1, 1000000, 'too large')");
}

static void only_regular_files_are_read(void **state)
{
    run_lua(state, "process.run({'mkfifo', 'fifo'}, {cwd = here})\n"
                   "for path, found in pairs {['/dev/zero'] = 'a device', ['.'] = 'a folder', fifo = 'a pipe', none = 'No such file'} do\n"
                   "  local node, errors = yaml.load(path)\n"
                   "  assert(not node and #errors == 1 and errors[1].mark.file == path)\n"
                   "  assert(errors[1].found:find(found, 1, true), errors[1].found)\n"
                   "end");
}

static void load_reads_a_file(void **state)
{
    run_lua(state, "assert(out_file.write('m.yaml', 'a: 1\\n'))\n"
                   "local node, errors = yaml.load('m.yaml')\n"
                   "assert(#errors == 0 and node.pairs[1].key.mark.file == 'm.yaml')");
}

#define YAML_TEST(function) cmocka_unit_test_setup_teardown(function, open_yaml, close_lua)

int main(void)
{
    const struct CMUnitTest tests[] = {
        YAML_TEST(nodes_have_kinds_values_and_marks),
        YAML_TEST(columns_count_characters_behind_a_byte_order_mark),
        YAML_TEST(json_is_yaml),
        YAML_TEST(aliases_share_their_anchors_node),
        YAML_TEST(core_tags_are_kept),
        YAML_TEST(other_tags_are_errors),
        YAML_TEST(duplicate_keys_name_the_first),
        YAML_TEST(merge_keys_and_keys_that_are_lists_are_errors),
        YAML_TEST(a_second_document_is_an_error),
        YAML_TEST(an_empty_document_is_an_error),
        YAML_TEST(all_errors_come_together),
        YAML_TEST(syntax_errors_say_where_it_began),
        YAML_TEST(bytes_that_are_no_text_are_errors),
        YAML_TEST(depth_is_bounded),
        YAML_TEST(aliases_end_at_a_bound),
        YAML_TEST(the_number_of_values_is_bounded),
        YAML_TEST(only_regular_files_are_read),
        YAML_TEST(load_reads_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
