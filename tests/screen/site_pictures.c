/* What the screens of an office look like: reviewed pictures at 80x24 in Chinese (full, empty,
 * without the database). */
#include "config.h"

#include "tests/screen/scene.h"
#include "tests/screen/snapshot.h"

#include "core/base/i18n.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const pictured[] = {"workers",
                                       "worker",
                                       "teams",
                                       "team",
                                       "messages",
                                       "devices",
                                       "attachments",
                                       "jobs",
                                       "job",
                                       "services",
                                       "service",
                                       "codes",
                                       "site",
                                       "participants",
                                       "participant",
                                       "members",
                                       "applicants",
                                       "claims",
                                       "exits",
                                       "join",
                                       "record",
                                       "imports",
                                       "companies",
                                       "company",
                                       "company_add",
                                       "certify",
                                       "company_members",
                                       "company_roles",
                                       "workers-leave",
                                       "teams-leave",
                                       "applications",
                                       "application",
                                       "application-basics",
                                       "application-units",
                                       "application-time",
                                       "application-contract",
                                       "application-papers",
                                       "application_view",
                                       "project",
                                       "project_state",
                                       "project_settings"};

static void pictures(void **state)
{
    char name[80];
    int wrong = 0;

    (void)state;
    i18n_start("zh");
    for (size_t i = 0; i < sizeof pictured / sizeof *pictured; i++)
        for (int mood = 0; mood < (scene_find(pictured[i])->moods ? SCENE_MOODS : 1); mood++) {
            struct ui *ui = scene_open(scene_find(pictured[i]), (enum scene_mood)mood,
                                       canvas_memory(24, 80), NULL);
            char *text = ui_text(ui);

            scene_still(text);
            snprintf(name, sizeof name, "site/%s-%s", pictured[i],
                     scene_mood_name((enum scene_mood)mood));
            wrong += !snapshot_matches(name, text);
            free(text);
            scene_close();
        }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("DESIGN 9: each screen looks as it was reviewed", pictures),
    };

    return UNIT_RUN(tests);
}
