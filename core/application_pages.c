/* An application's pages as they are typed. */
#include "config.h"

#include "core/application.h"

#include "core/base/i18n.h"
#include "core/base/phone.h"
#include "core/base/text.h"
#include "core/base/uscc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORM struct application_pages

#define SHAPE_CHANGED(page)                                                                        \
    {                                                                                              \
        "changed_at", RECORD_TEXT, offsetof(FORM, changed_at[page]),                               \
            sizeof(((FORM *)0)->changed_at[page])                                                  \
    }
/* The column's name carries fen; what is typed is yuan. */
#define SHAPE_FEN(column, member)                                                                  \
    {                                                                                              \
#column, RECORD_TEXT, offsetof(FORM, fen.member), sizeof(((FORM *)0)->fen.member)          \
    }

static const struct record_field basics[] = {
    SHAPE_CHANGED(0),
    RECORD_TEXT_OF(FORM, name),
    RECORD_TEXT_OF(FORM, region),
    RECORD_TEXT_OF(FORM, project_type),
    RECORD_TEXT_OF(FORM, programme),
    RECORD_TEXT_OF(FORM, project_class),
    RECORD_TEXT_OF(FORM, nature),
    RECORD_TEXT_OF(FORM, ownership),
    SHAPE_FEN(investment_fen, investment),
    RECORD_TEXT_OF(FORM, floor_area_m2),
    RECORD_ID_OF(FORM, hr_office_id),
    RECORD_TEXT_OF(FORM, industry),
    RECORD_ID_OF(FORM, industry_office_id),
};

static const struct record_field units[] = {
    SHAPE_CHANGED(1),
    RECORD_ID_OF(FORM, client),
    RECORD_ID_OF(FORM, designer),
    RECORD_ID_OF(FORM, supervision_firm),
    RECORD_ID_OF(FORM, surveyor),
    RECORD_ID_OF(FORM, safety_authority),
    RECORD_ID_OF(FORM, quality_authority),
    RECORD_ID_OF(FORM, occupant),
    RECORD_ID_OF(FORM, administrator_id),
    RECORD_ID_OF(FORM, contact_id),
    RECORD_TEXT_OF(FORM, contact_position),
    RECORD_TEXT_OF(FORM, contact_email),
    RECORD_TEXT_OF(FORM, contact_phone),
};

static const struct record_field time_and_place[] = {
    SHAPE_CHANGED(2),
    RECORD_TEXT_OF(FORM, planned_start_on),
    RECORD_TEXT_OF(FORM, planned_end_on),
    RECORD_TEXT_OF(FORM, actual_start_on),
    RECORD_TEXT_OF(FORM, state),
    RECORD_TEXT_OF(FORM, address),
    RECORD_TEXT_OF(FORM, longitude),
    RECORD_TEXT_OF(FORM, latitude),
};

static const struct record_field contract[] = {
    SHAPE_CHANGED(3),
    RECORD_TEXT_OF(FORM, contract_number),
    SHAPE_FEN(contract_price_fen, contract_price),
    RECORD_TEXT_OF(FORM, contract_signed_on),
    RECORD_TEXT_OF(FORM, transfer_cycle_days),
    RECORD_TEXT_OF(FORM, permit),
    RECORD_TEXT_OF(FORM, permit_number),
    RECORD_TEXT_OF(FORM, permit_issued_on),
    RECORD_TEXT_OF(FORM, permit_valid_until),
    RECORD_TEXT_OF(FORM, guarantee),
    RECORD_TEXT_OF(FORM, guarantor),
    RECORD_TEXT_OF(FORM, guarantor_uscc),
    SHAPE_FEN(guarantee_fen, guarantee),
    RECORD_TEXT_OF(FORM, guarantee_from_on),
    RECORD_TEXT_OF(FORM, guarantee_until_on),
};

#define PAGE(fields)                                                                               \
    {                                                                                              \
        fields, sizeof fields / sizeof *fields, sizeof(FORM)                                       \
    }

const struct record_shape application_page_shape[APPLICATION_PAGES] = {
    PAGE(basics), PAGE(units), PAGE(time_and_place), PAGE(contract)};

/* ---- from the record ---- */

#define TAKE(member) text_copy(form->member, sizeof form->member, a->member ? a->member : "")
#define TAKE_DAY(member) day_format(a->member, form->member)
#define TAKE_ID(member) (form->member = a->member)

static void take_money(char to[MONEY_SIZE], int64_t fen)
{
    to[0] = '\0';
    if (fen)
        money_format(fen, to);
}

static void take_basics(FORM *form, const struct application *a)
{
    TAKE(name);
    TAKE(region);
    TAKE(project_type);
    TAKE(programme);
    TAKE(project_class);
    TAKE(nature);
    TAKE(ownership);
    TAKE(floor_area_m2);
    TAKE(industry);
    TAKE_ID(hr_office_id);
    TAKE_ID(industry_office_id);
    take_money(form->investment_fen, a->investment_fen);
}

static void take_units(FORM *form, const struct application *a)
{
    TAKE(company_name);
    TAKE_ID(client);
    TAKE_ID(designer);
    TAKE_ID(supervision_firm);
    TAKE_ID(surveyor);
    TAKE_ID(safety_authority);
    TAKE_ID(quality_authority);
    TAKE_ID(occupant);
    TAKE_ID(administrator_id);
    TAKE_ID(contact_id);
    TAKE(contact_position);
    TAKE(contact_email);
    TAKE(contact_phone);
}

static void take_time_and_place(FORM *form, const struct application *a)
{
    TAKE_DAY(planned_start_on);
    TAKE_DAY(planned_end_on);
    TAKE_DAY(actual_start_on);
    TAKE(state);
    TAKE(address);
    TAKE(longitude);
    TAKE(latitude);
}

static void take_contract(FORM *form, const struct application *a)
{
    TAKE(contract_number);
    TAKE_DAY(contract_signed_on);
    TAKE(permit);
    TAKE(permit_number);
    TAKE_DAY(permit_issued_on);
    TAKE_DAY(permit_valid_until);
    TAKE(guarantee);
    TAKE(guarantor);
    TAKE(guarantor_uscc);
    TAKE_DAY(guarantee_from_on);
    TAKE_DAY(guarantee_until_on);
    take_money(form->contract_price_fen, a->contract_price_fen);
    take_money(form->guarantee_fen, a->guarantee_fen);
    if (a->transfer_cycle_days)
        snprintf(form->transfer_cycle_days, sizeof form->transfer_cycle_days, "%d",
                 (int)(a->transfer_cycle_days % 1000));
}

void application_pages_from(FORM *form, const struct application *a)
{
    memset(form, 0, sizeof *form);
    for (int page = 1; page <= APPLICATION_PAGES; page++)
        if (application_page_at(a, page))
            record_moment(application_page_at(a, page), form->changed_at[page - 1],
                          sizeof form->changed_at[0]);
    take_basics(form, a);
    take_units(form, a);
    take_time_and_place(form, a);
    take_contract(form, a);
}

/* ---- checks ---- */

static bool parse_money(char *typed, char *fen, size_t size, const char *field, struct err *err)
{
    int64_t sum;

    fen[0] = '\0';
    if (!*typed)
        return true;
    if (!money_parse(typed, &sum) || sum == 0)
        return money_err(field, err);
    money_format(sum, typed);
    snprintf(fen, size, "%" PRId64, sum);
    return true;
}

/* Digits, and up to `most` behind a point; in its plain form. */
static bool parse_decimal(char *typed, size_t size, int most, const char *field, struct err *err)
{
    char s[64];
    size_t whole, rest = 0;

    text_fold_number(s, sizeof s, typed, false);
    whole = strspn(s, "0123456789");
    if (s[whole] == '.')
        rest = strspn(s + whole + 1, "0123456789");
    if (*s && (whole == 0 || whole > 9 || (s[whole] == '.' && (rest == 0 || rest > (size_t)most)) ||
               s[whole + (s[whole] == '.' ? rest + 1 : 0)]))
        return err_set(err, ERR_INPUT, field, _("This is not a number of this kind."), NULL);
    return text_copy(typed, size, s);
}

static bool parse_day(char *typed, struct day today, const char *field, struct err *err)
{
    struct day day;

    if (!*typed)
        return true;
    if (!day_parse(typed, &day))
        return day_err(today, field, err);
    day_format(day, typed);
    return true;
}

static bool in_order(const char *from, const char *until, const char *field, struct err *err)
{
    struct day a, b;

    if (!day_parse(from, &a) || !day_parse(until, &b) || day_compare(a, b) < 0)
        return true;
    return err_set(err, ERR_INPUT, field, _("This day must come after the first one."), NULL);
}

static bool parse_basics(FORM *form, struct err *err)
{
    char name[sizeof form->name];

    text_trim(name, sizeof name, form->name);
    text_copy(form->name, sizeof form->name, name);
    if (!*form->name)
        return err_set(err, ERR_INPUT, "name", _("Type the project's name."), NULL);
    if (!*form->region)
        return err_set(err, ERR_INPUT, "region", _("Choose the region."), NULL);
    return parse_money(form->investment_fen, form->fen.investment, sizeof form->fen.investment,
                       "investment_fen", err) &&
           parse_decimal(form->floor_area_m2, sizeof form->floor_area_m2, 2, "floor_area_m2", err);
}

static bool parse_units(FORM *form, struct err *err)
{
    struct phone phone;
    const char *at = strchr(form->contact_email, '@');

    if (*form->contact_email && (!at || at == form->contact_email || !strchr(at, '.')))
        return err_set(err, ERR_INPUT, "contact_email", _("This is not an e-mail address."), NULL);
    if (!*form->contact_phone)
        return true;
    if (!phone_parse(form->contact_phone, &phone))
        return phone_err(&phone, "contact_phone", err);
    return text_copy(form->contact_phone, sizeof form->contact_phone, phone.number);
}

static bool parse_time_and_place(FORM *form, struct day today, struct err *err)
{
    return parse_day(form->planned_start_on, today, "planned_start_on", err) &&
           parse_day(form->planned_end_on, today, "planned_end_on", err) &&
           in_order(form->planned_start_on, form->planned_end_on, "planned_end_on", err) &&
           parse_day(form->actual_start_on, today, "actual_start_on", err) &&
           parse_decimal(form->longitude, sizeof form->longitude, 6, "longitude", err) &&
           parse_decimal(form->latitude, sizeof form->latitude, 6, "latitude", err);
}

static bool parse_guarantee(FORM *form, struct day today, struct err *err)
{
    struct uscc code;

    if (*form->guarantor_uscc && !uscc_parse(form->guarantor_uscc, &code))
        return uscc_err(&code, "guarantor_uscc", err);
    if (*form->guarantor_uscc)
        text_copy(form->guarantor_uscc, sizeof form->guarantor_uscc, code.code);
    return parse_money(form->guarantee_fen, form->fen.guarantee, sizeof form->fen.guarantee,
                       "guarantee_fen", err) &&
           parse_day(form->guarantee_from_on, today, "guarantee_from_on", err) &&
           parse_day(form->guarantee_until_on, today, "guarantee_until_on", err) &&
           in_order(form->guarantee_from_on, form->guarantee_until_on, "guarantee_until_on", err);
}

static bool parse_contract(FORM *form, struct day today, struct err *err)
{
    int days = (int)strtol(form->transfer_cycle_days, NULL, 10);

    if (*form->transfer_cycle_days && (days < 1 || days > 31))
        return err_set(err, ERR_INPUT, "transfer_cycle_days",
                       _("Labour cost is transferred at least every month: 1 to 31 days."), NULL);
    return parse_money(form->contract_price_fen, form->fen.contract_price,
                       sizeof form->fen.contract_price, "contract_price_fen", err) &&
           parse_day(form->contract_signed_on, today, "contract_signed_on", err) &&
           parse_day(form->permit_issued_on, today, "permit_issued_on", err) &&
           parse_day(form->permit_valid_until, today, "permit_valid_until", err) &&
           in_order(form->permit_issued_on, form->permit_valid_until, "permit_valid_until", err) &&
           parse_guarantee(form, today, err);
}

bool application_parse(FORM *form, int page, struct day today, struct err *err)
{
    switch (page) {
    case 1:
        return parse_basics(form, err);
    case 2:
        return parse_units(form, err);
    case 3:
        return parse_time_and_place(form, today, err);
    default:
        return parse_contract(form, today, err);
    }
}
