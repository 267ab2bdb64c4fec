/* Reads a case's folder: the model's name from model.yaml, the settings of case.txt, the arrays. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

static FILE *open_in(const struct test_case *c, const char *file)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", c->folder, file);
    FILE *f = fopen(path, "r");
    if (!f) fail_case("%s: cannot be read", path);
    return f;
}

static void read_name(struct test_case *c)
{
    char line[1024];
    FILE *f = open_in(c, "model.yaml");
    while (!c->name[0] && fgets(line, sizeof line, f)) sscanf(line, "name: %127s", c->name);
    fclose(f);
    if (!c->name[0]) fail_case("%s/model.yaml has no line `name: ...`", c->folder);
}

static struct chunks read_numbers(const char *text)
{
    struct chunks c = {0};
    char *end;
    for (long n = strtol(text, &end, 10); end != text && c.count < MAX_CALLS; n = strtol(text, &end, 10)) {
        c.length[c.count++] = (int)n;
        text = end;
    }
    return c;
}

static void read_setting(struct test_case *c, const char *key, const char *value)
{
    if (!strcmp(key, "sets")) c->set_count = atoi(value);
    else if (!strcmp(key, "refuse") && atoi(value) < MAX_SETS) c->refused[atoi(value)] = 1;
    else if (!strcmp(key, "chunks") && c->play_count < MAX_PLAYS) c->plays[c->play_count++] = read_numbers(value);
    else if (!strcmp(key, "bad_lengths")) c->bad_lengths = read_numbers(value);
    else if (!strcmp(key, "own_rows")) c->own_rows = atoi(value);
    else if (!strcmp(key, "options")) snprintf(c->options, sizeof c->options, "%s", value);
    else if (!strcmp(key, "cflags")) snprintf(c->cflags, sizeof c->cflags, "%s", value);
    else if (!strcmp(key, "tolerance")) c->tolerance = strtod(value, NULL);
    else fail_case("%s/case.txt: a strange setting: %s %s", c->folder, key, value);
}

void case_read(struct test_case *c, const char *folder)
{
    char line[1024], key[32];
    int used;
    *c = (struct test_case){.folder = folder, .tolerance = 1e-5};
    read_name(c);
    FILE *f = open_in(c, "case.txt");
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "#\n")] = '\0';
        if (sscanf(line, "%31s%n", key, &used) == 1) read_setting(c, key, line + used);
    }
    fclose(f);
}

struct array case_array(const struct test_case *c, const char *kind, const char *tensor, int set)
{
    char path[1024];
    if (set < 0) snprintf(path, sizeof path, "%s/%s_%s.npy", c->folder, kind, tensor);
    else snprintf(path, sizeof path, "%s/%s_%s.%d.npy", c->folder, kind, tensor, set);
    return array_read(path);
}
