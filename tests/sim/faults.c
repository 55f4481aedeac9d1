#include "config.h"

#include "tests/sim/faults.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum value {
    VALUE_NONE,
    VALUE_NUMBER,
    VALUE_HEX,
    VALUE_LETTER,
};

#define OF_REPLY(member) offsetof(struct faults_now, member)
#define OF_LIST(member) offsetof(struct fault_list, member)

/* Faults of replies; without a command they strike the first of the model's. */
static const struct {
    const char *word;
    enum value value;
    size_t member;
} reply_faults[] = {
    {"cut", VALUE_NUMBER, OF_REPLY(cut)},
    {"unplug", VALUE_NUMBER, OF_REPLY(unplug)},
    {"stall", VALUE_NUMBER, OF_REPLY(stall)},
    {"late", VALUE_NUMBER, OF_REPLY(late)},
    {"status", VALUE_HEX, OF_REPLY(status)},
    {"junk", VALUE_NUMBER, OF_REPLY(junk)},
    {"longer", VALUE_NUMBER, OF_REPLY(longer)},
    {"garbage", VALUE_NUMBER, OF_REPLY(garbage)},
    {"pieces", VALUE_NUMBER, OF_REPLY(pieces)},
    {"halves", VALUE_NUMBER, OF_REPLY(halves)},
    {"text-size", VALUE_NUMBER, OF_REPLY(text_size)},
    {"kind", VALUE_LETTER, OF_REPLY(kind)},
    {"silent", VALUE_NONE, OF_REPLY(silent)},
    {"bad-checksum", VALUE_NONE, OF_REPLY(bad_checksum)},
    {"twice", VALUE_NONE, OF_REPLY(twice)},
    {"pad", VALUE_NONE, OF_REPLY(pad)},
    {"whole-head", VALUE_NONE, OF_REPLY(whole_head)},
    {"lift", VALUE_NONE, OF_REPLY(lift)},
    {"lift-before", VALUE_NONE, OF_REPLY(swap_lift)},
    {"address", VALUE_NONE, OF_REPLY(address)},
    {"csw-failed", VALUE_NONE, OF_REPLY(csw_failed)},
    {"csw-tag", VALUE_NONE, OF_REPLY(csw_tag)},
};

/* Habits, and faults of the device. */
static const struct {
    const char *word;
    enum value value;
    size_t member;
} device_faults[] = {
    {"keeps-finding", VALUE_NONE, OF_LIST(keeps_finding)},
    {"no-address", VALUE_NONE, OF_LIST(no_address)},
    {"address-always", VALUE_NONE, OF_LIST(address_always)},
    {"echo", VALUE_NONE, OF_LIST(echo)},
    {"talk", VALUE_NONE, OF_LIST(talk)},
    {"dead", VALUE_NONE, OF_LIST(dead)},
    {"busy", VALUE_NONE, OF_LIST(busy)},
    {"asleep", VALUE_NONE, OF_LIST(asleep)},
    {"image", VALUE_NUMBER, OF_LIST(image)},
    {"features", VALUE_NUMBER, OF_LIST(features)},
    {"clear", VALUE_NUMBER, OF_LIST(clear)},
    {"keys", VALUE_NUMBER, OF_LIST(keys)},
    {"unplug-edge", VALUE_NUMBER, OF_LIST(unplug_edge)},
    {"stall-edge", VALUE_NUMBER, OF_LIST(stall_edge)},
    {"hang-edge", VALUE_NUMBER, OF_LIST(hang_edge)},
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static bool find_command(const struct fault_command *commands, const char *word, unsigned *command)
{
    *command = 0;
    if (strcmp(word, "all") == 0)
        return true;
    for (; commands->word != NULL; commands++) {
        if (strcmp(commands->word, word) == 0) {
            *command = commands->command;
            return true;
        }
    }
    return false;
}

static bool take_value(enum value kind, const char *text, long *value)
{
    char *end;

    *value = 1;
    if (kind == VALUE_NONE)
        return text == NULL;
    if (text == NULL || *text == '\0')
        return false;
    if (kind == VALUE_LETTER) {
        *value = (unsigned char)text[0];
        return text[1] == '\0';
    }
    *value = strtol(text, &end, kind == VALUE_HEX ? 16 : 10);
    return *end == '\0' && *value >= 0 && *value < 1000000;
}

static bool add_device(struct fault_list *list, const char *word, const char *value)
{
    for (size_t i = 0; i < COUNT(device_faults); i++) {
        long n;
        if (strcmp(device_faults[i].word, word) != 0)
            continue;
        if (!take_value(device_faults[i].value, value, &n))
            return false;
        char *at = (char *)list + device_faults[i].member;
        if (device_faults[i].value == VALUE_NONE)
            *(bool *)at = true;
        else
            memcpy(at, &n, sizeof n);
        return true;
    }
    return false;
}

static bool add_reply(struct fault_list *list, const char *word, const char *value, bool once)
{
    size_t len = strcspn(word, ":");
    struct fault fault = {.command = list->commands->command, .once = once};

    if (word[len] == ':' && !find_command(list->commands, word + len + 1, &fault.command))
        return false;
    for (size_t i = 0; i < COUNT(reply_faults); i++) {
        if (strlen(reply_faults[i].word) != len || memcmp(reply_faults[i].word, word, len) != 0)
            continue;
        fault.what = (int)i;
        if (list->count == FAULTS_MAX || !take_value(reply_faults[i].value, value, &fault.value))
            return false;
        list->faults[list->count++] = fault;
        return true;
    }
    return false;
}

bool fault_list_add(struct fault_list *list, const char *words)
{
    char word[64];
    bool once = strncmp(words, "once ", 5) == 0;
    char *value;

    if (once)
        words += 5;
    if (strlen(words) >= sizeof word)
        return false;
    memcpy(word, words, strlen(words) + 1);
    value = strchr(word, '=');
    if (value != NULL)
        *value++ = '\0';
    if (strcmp(word, "none") == 0) {
        *list = (struct fault_list){.commands = list->commands};
        return true;
    }
    return (!once && add_device(list, word, value)) || add_reply(list, word, value, once);
}

void faults_none(struct faults_now *now)
{
    memset(now, 0, sizeof *now);
    now->cut = now->unplug = now->stall = -1;
}

void faults_for(struct fault_list *list, unsigned command, struct faults_now *now)
{
    faults_none(now);
    for (size_t i = 0; i < list->count;) {
        struct fault *f = &list->faults[i];
        if (f->command != 0 && f->command != command) {
            i++;
            continue;
        }
        char *at = (char *)now + reply_faults[f->what].member;
        if (reply_faults[f->what].value == VALUE_NONE)
            *(bool *)at = true;
        else
            memcpy(at, &f->value, sizeof f->value);
        if (f->once)
            *f = list->faults[--list->count];
        else
            i++;
    }
}
