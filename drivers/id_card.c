#include "config.h"

#include "drivers/id_card.h"

#include "core/base/secret.h"

void id_card_clear(struct id_card *card)
{
    secret_wipe(card, sizeof *card);
}

const char *id_card_kind_word(enum id_card_kind kind)
{
    switch (kind) {
    case ID_CARD_NONE:
        break;
    case ID_CARD_RESIDENT:
        return "resident";
    case ID_CARD_PERMIT:
        return "permit";
    case ID_CARD_FOREIGNER_2017:
        return "foreigner_2017";
    case ID_CARD_FOREIGNER_2023:
        return "foreigner_2023";
    }
    return "";
}

const char *id_card_sex_word(enum id_card_sex sex)
{
    switch (sex) {
    case ID_CARD_SEX_MALE:
        return "male";
    case ID_CARD_SEX_FEMALE:
        return "female";
    case ID_CARD_SEX_NOT_STATED:
        return "not_stated";
    case ID_CARD_SEX_UNKNOWN:
        break;
    }
    return "unknown";
}

const char *id_card_flag_word(enum id_card_flag flag)
{
    switch (flag) {
    case ID_CARD_NAME_FULL:
        return "name_full";
    case ID_CARD_ODD_CHARACTER:
        return "odd_character";
    case ID_CARD_PRIVATE_USE:
        return "private_use";
    case ID_CARD_NUMBER_CHECK:
        return "number_check";
    case ID_CARD_BIRTH_DIFFERS:
        return "birth_differs";
    case ID_CARD_SEX_DIFFERS:
        return "sex_differs";
    case ID_CARD_ODD_DATE:
        return "odd_date";
    }
    return NULL;
}
