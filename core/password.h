/* Whether a password is worth anything: its length, and the passwords that are tried first. */
#ifndef ANXIN_CORE_PASSWORD_H
#define ANXIN_CORE_PASSWORD_H

#include <stddef.h>

enum password_verdict {
    PASSWORD_GOOD,
    PASSWORD_SHORT,  /* under 10 characters */
    PASSWORD_COMMON, /* core/passwords.txt, alone, doubled or with digits behind it; runs of keys */
    PASSWORD_PHONE,  /* holds the person's own phone number */
};

/* `phone` may be NULL. Case and full width make no difference. */
enum password_verdict password_judge(const char *password, const char *phone);

/* A password nobody has to remember: `size` - 1 characters of base64, random. */
void password_make(char *out, size_t size);

#endif
