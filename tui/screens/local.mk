tui_libtui_a_SOURCES += tui/screens/screens.h tui/screens/screens.c
tui_libtui_a_SOURCES += tui/screens/sign_in.c tui/screens/home.c tui/screens/places.h tui/screens/places.c
tui_libtui_a_SOURCES += tui/screens/list.h tui/screens/list.c tui/screens/export_cells.h tui/screens/export_cells.c tui/screens/export_job.c
tui_libtui_a_SOURCES += tui/screens/facts.h tui/screens/facts.c
tui_libtui_a_SOURCES += tui/screens/offer.h tui/screens/offer.c
tui_libtui_a_SOURCES += tui/screens/conflict.h tui/screens/conflict.c tui/screens/page_draft.h tui/screens/page_draft.c
tui_libtui_a_SOURCES += tui/screens/rack.h tui/screens/rack.c
tui_libtui_a_SOURCES += tui/screens/workers.c tui/screens/worker.c
tui_libtui_a_SOURCES += tui/screens/teams.c tui/screens/team.c
tui_libtui_a_SOURCES += tui/screens/imports.c tui/screens/import_run.h tui/screens/import_run.c
tui_libtui_a_SOURCES += tui/screens/file_choose.h tui/screens/file_choose.c tui/screens/attachments.c
tui_libtui_a_SOURCES += tui/screens/job_wait.h tui/screens/job_wait.c
tui_libtui_a_SOURCES += tui/screens/jobs.c tui/screens/job.c tui/screens/codes.c
tui_libtui_a_SOURCES += tui/screens/services.c tui/screens/service.c
tui_libtui_a_SOURCES += tui/screens/account_card.h tui/screens/account_card.c tui/screens/register.c \
	tui/screens/forgotten.c tui/screens/person_check.c tui/screens/first_start.c tui/screens/lock.c \
	tui/screens/my_account.c tui/screens/password.c tui/screens/phone.c
tui_libtui_a_SOURCES += tui/screens/accounts.c tui/screens/account.c tui/screens/offices.c tui/screens/office.c \
	tui/screens/regulator.c tui/screens/terminals.c tui/screens/audit.c
tui_libtui_a_SOURCES += tui/screens/whole.h tui/screens/whole.c tui/screens/role_pick.h tui/screens/role_pick.c
tui_libtui_a_SOURCES += tui/screens/site.c tui/screens/participants.c tui/screens/participant.c
tui_libtui_a_SOURCES += tui/screens/members.c tui/screens/applicants.c tui/screens/join.c tui/screens/record.c
tui_libtui_a_SOURCES += tui/screens/leave.h tui/screens/leave.c tui/screens/exits.c
tui_libtui_a_SOURCES += tui/screens/company_pick.h tui/screens/company_pick.c tui/screens/companies.c \
	tui/screens/company_fields.h tui/screens/company_fields.c tui/screens/company.c \
	tui/screens/company_add.c tui/screens/certify_private.h tui/screens/certify.c \
	tui/screens/certify_elements.c tui/screens/certify_card.c tui/screens/certify_amount.c \
	tui/screens/company_members.c tui/screens/company_roles.c
tui_libtui_a_SOURCES += tui/screens/messages.c tui/screens/devices.c
tui_libtui_a_SOURCES += tui/screens/enrol_private.h tui/screens/enrol.c tui/screens/enrol_card.c \
	tui/screens/enrol_form.c tui/screens/enrol_save.c tui/screens/enrol_paint.c
tui_libtui_a_SOURCES += tui/screens/offer_basket.h tui/screens/offer_project.h tui/screens/offer_project.c
tui_libtui_a_SOURCES += tui/screens/paper_job.h tui/screens/paper_job.c \
	tui/screens/papers.h tui/screens/papers.c
tui_libtui_a_SOURCES += tui/screens/applications.c tui/screens/application_private.h tui/screens/application.c \
	tui/screens/application_fields.c tui/screens/application_save.c tui/screens/application_reach.c
tui_libtui_a_SOURCES += tui/screens/application_facts.h tui/screens/application_facts.c tui/screens/application_view.c
tui_libtui_a_SOURCES += tui/screens/project.c tui/screens/project_state.c tui/screens/project_settings.c
