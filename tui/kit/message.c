#include "config.h"

#include "tui/kit/message.h"

#include "core/base/text.h"

#include <stddef.h>

void messages_add(struct messages *messages, enum message_kind kind, const char *text)
{
    struct message *message;

    messages->newest = messages->count ? (messages->newest + 1) % MESSAGE_KEPT : 0;
    if (messages->count < MESSAGE_KEPT)
        messages->count++;
    message = &messages->kept[messages->newest];
    message->kind = kind;
    message->at = time(NULL);
    text_copy(message->text, sizeof message->text, text);
    messages->shown = 1;
}

const struct message *messages_at(const struct messages *messages, int back)
{
    if (back < 0 || back >= messages->count)
        return NULL;
    return &messages->kept[(messages->newest - back + MESSAGE_KEPT) % MESSAGE_KEPT];
}
