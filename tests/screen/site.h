/* A small site for tests of screens: what the database answers about it. All people are invented,
 * on published specimen numbers or numbers with an area that was never given out. */
#ifndef ANXIN_TESTS_SITE_H
#define ANXIN_TESTS_SITE_H

/* Seven workers and an invitation, two companies, four teams, every code list. */
void site_answers(void);
/* Nobody and nothing yet, but the code lists and companies. */
void site_empty(void);
/* The link is away: every list and page fails. */
void site_away(void);

/* The same for members, applications, exits and claims; called by those above. */
void site_people_answers(void);
void site_people_empty(void);
void site_people_away(void);

/* The same for companies; and with a micro-deposit that has been paid. */
void site_companies_answers(void);
void site_companies_empty(void);
void site_companies_away(void);
void site_deposit_answers(void);
/* And for the project, its settings and applications for others. */
void site_papers_answers(void);
void site_papers_empty(void);
void site_papers_away(void);
/* The site, with an application that is still being filled in. */
void site_papers_draft(void);

#endif
