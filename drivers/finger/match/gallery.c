#include "config.h"

#include "drivers/finger/match/gallery.h"

#include "drivers/finger/match/match.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    THREADS_MAX = 16,
    THREADS_USUAL = 4,
    BLOCK = 256, /* entries that are allocated, and locked, at a time */
    SHARE = 64,  /* entries a thread takes at a time */
};

struct entry {
    int64_t person; /* 0: removed, free to be used again */
    uint8_t finger;
    struct finger_template view;
};

/* The best two persons a thread has seen. */
struct worker {
    struct finger_gallery *gallery;
    pthread_t thread;
    struct match_room *room;
    struct finger_found found;
};

struct finger_gallery {
    struct entry **blocks;
    size_t block_count, used, views;
    bool unlocked; /* a block could not be kept from the swap */

    struct finger_probe probe;
    int64_t only; /* 0: everybody */

    struct worker workers[THREADS_MAX];
    int worker_count;
    pthread_mutex_t mutex;
    pthread_cond_t begin, end;
    unsigned round; /* a search's number */
    int busy;
    size_t next; /* the first entry nobody has taken yet */
    bool over;
};

static struct entry *entry_at(const struct finger_gallery *gallery, size_t i)
{
    return &gallery->blocks[i / BLOCK][i % BLOCK];
}

/* ---- searching ---- */

/* A score comes in; the second best is always another person's. */
static void weigh(struct finger_found *found, int64_t person, uint8_t finger, float score)
{
    if (score > found->score) {
        if (person != found->person)
            found->second = found->score;
        found->score = score;
        found->person = person;
        found->finger = finger;
    } else if (person != found->person && score > found->second) {
        found->second = score;
    }
}

static void search(struct worker *worker, size_t from, size_t until)
{
    struct finger_gallery *gallery = worker->gallery;

    for (size_t i = from; i < until; i++) {
        const struct entry *entry = entry_at(gallery, i);

        if (entry->person == 0 || (gallery->only != 0 && entry->person != gallery->only))
            continue;
        weigh(&worker->found, entry->person, entry->finger,
              finger_match(&gallery->probe, &entry->view, worker->room));
    }
}

/* Takes shares until there are none. Called and left with the mutex held. */
static void work(struct worker *worker)
{
    struct finger_gallery *gallery = worker->gallery;

    while (gallery->next < gallery->used) {
        size_t from = gallery->next, until = from + SHARE;

        until = until < gallery->used ? until : gallery->used;
        gallery->next = until;
        pthread_mutex_unlock(&gallery->mutex);
        search(worker, from, until);
        pthread_mutex_lock(&gallery->mutex);
    }
}

static void *worker_run(void *data)
{
    struct worker *worker = data;
    struct finger_gallery *gallery = worker->gallery;
    unsigned seen = 0;

    pthread_mutex_lock(&gallery->mutex);
    while (!gallery->over) {
        if (gallery->round == seen) {
            pthread_cond_wait(&gallery->begin, &gallery->mutex);
            continue;
        }
        seen = gallery->round;
        work(worker);
        if (--gallery->busy == 0)
            pthread_cond_signal(&gallery->end);
    }
    pthread_mutex_unlock(&gallery->mutex);
    return NULL;
}

/* Both of a thread's best two go into the whole. */
static void join(struct finger_found *whole, const struct finger_found *part)
{
    float second = part->second;

    if (part->person == 0)
        return;
    if (part->score > whole->score) {
        if (part->person != whole->person && whole->score > second)
            second = whole->score;
        if (whole->second > second)
            second = whole->second;
        *whole = *part;
        whole->second = second;
        return;
    }
    if (part->person != whole->person && part->score > second)
        second = part->score;
    if (second > whole->second)
        whole->second = second;
}

static struct finger_found search_all(struct finger_gallery *gallery, int64_t only,
                                      const struct finger_view *view)
{
    struct finger_found found = {FINGER_NOBODY, 0, 0, 0, 0};

    finger_probe_init(&gallery->probe, view);
    pthread_mutex_lock(&gallery->mutex);
    for (int i = 0; i < gallery->worker_count; i++)
        gallery->workers[i].found = found;
    gallery->only = only;
    gallery->next = 0;
    gallery->busy = gallery->worker_count;
    gallery->round++;
    pthread_cond_broadcast(&gallery->begin);
    while (gallery->busy > 0)
        pthread_cond_wait(&gallery->end, &gallery->mutex);
    for (int i = 0; i < gallery->worker_count; i++)
        join(&found, &gallery->workers[i].found);
    pthread_mutex_unlock(&gallery->mutex);
    sodium_memzero(&gallery->probe, sizeof gallery->probe);
    return found;
}

struct finger_found finger_gallery_identify(struct finger_gallery *gallery,
                                            const struct finger_view *view)
{
    struct finger_found found = search_all(gallery, 0, view);

    if (found.score >= FINGER_SCORE_MANY && found.score - found.second >= FINGER_LEAD)
        found.answer = FINGER_SURE;
    else if (found.score >= FINGER_SCORE_ONE)
        found.answer = FINGER_ASK;
    return found;
}

struct finger_found finger_gallery_verify(struct finger_gallery *gallery, int64_t person,
                                          const struct finger_view *view)
{
    struct finger_found found = search_all(gallery, person, view);

    if (found.score >= FINGER_SCORE_ONE)
        found.answer = FINGER_SURE;
    return found;
}

/* ---- who is in it ---- */

static bool add_block(struct finger_gallery *gallery)
{
    struct entry **blocks =
        realloc(gallery->blocks, (gallery->block_count + 1) * sizeof(struct entry *));
    struct entry *block = blocks ? calloc(BLOCK, sizeof *block) : NULL;

    if (blocks)
        gallery->blocks = blocks;
    if (!block)
        return false;
    if (sodium_mlock(block, BLOCK * sizeof *block) != 0)
        gallery->unlocked = true;
    gallery->blocks[gallery->block_count++] = block;
    return true;
}

/* A place that was given up, or a new one. */
static struct entry *free_entry(struct finger_gallery *gallery)
{
    for (size_t i = 0; gallery->views < gallery->used && i < gallery->used; i++) {
        if (entry_at(gallery, i)->person == 0)
            return entry_at(gallery, i);
    }
    if (gallery->used == gallery->block_count * BLOCK && !add_block(gallery))
        return NULL;
    return entry_at(gallery, gallery->used++);
}

bool finger_gallery_add(struct finger_gallery *gallery, int64_t person,
                        const struct finger_view *view)
{
    struct entry *entry = free_entry(gallery);

    if (!entry)
        return false;
    entry->person = person;
    entry->finger = view->finger;
    finger_template_init(&entry->view, view);
    gallery->views++;
    return true;
}

void finger_gallery_remove(struct finger_gallery *gallery, int64_t person)
{
    for (size_t i = 0; i < gallery->used; i++) {
        struct entry *entry = entry_at(gallery, i);

        if (entry->person == person) {
            sodium_memzero(entry, sizeof *entry);
            gallery->views--;
        }
    }
}

size_t finger_gallery_count(const struct finger_gallery *gallery)
{
    return gallery->views;
}

bool finger_gallery_locked(const struct finger_gallery *gallery)
{
    return !gallery->unlocked;
}

/* ---- life ---- */

static int processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > THREADS_USUAL ? THREADS_USUAL : (int)n;
}

static bool start(struct finger_gallery *gallery, int threads)
{
    for (int i = 0; i < threads && i < THREADS_MAX; i++) {
        struct worker *worker = &gallery->workers[i];

        worker->gallery = gallery;
        worker->room = match_room_new();
        if (!worker->room)
            return false;
        if (pthread_create(&worker->thread, NULL, worker_run, worker) != 0) {
            match_room_free(&worker->room);
            return false;
        }
        gallery->worker_count++;
    }
    return true;
}

struct finger_gallery *finger_gallery_new(int threads)
{
    struct finger_gallery *gallery = calloc(1, sizeof *gallery);

    if (!gallery)
        return NULL;
    pthread_mutex_init(&gallery->mutex, NULL);
    pthread_cond_init(&gallery->begin, NULL);
    pthread_cond_init(&gallery->end, NULL);
    if (!start(gallery, threads > 0 ? threads : processors()))
        finger_gallery_free(&gallery);
    return gallery;
}

void finger_gallery_free(struct finger_gallery **slot)
{
    struct finger_gallery *gallery = *slot;

    *slot = NULL;
    if (!gallery)
        return;
    pthread_mutex_lock(&gallery->mutex);
    gallery->over = true;
    pthread_cond_broadcast(&gallery->begin);
    pthread_mutex_unlock(&gallery->mutex);
    for (int i = 0; i < gallery->worker_count; i++) {
        pthread_join(gallery->workers[i].thread, NULL);
        sodium_memzero(&gallery->workers[i].found, sizeof gallery->workers[i].found);
        match_room_free(&gallery->workers[i].room);
    }
    for (size_t i = 0; i < gallery->block_count; i++) {
        sodium_munlock(gallery->blocks[i], BLOCK * sizeof(struct entry)); /* wipes, too */
        free(gallery->blocks[i]);
    }
    free(gallery->blocks);
    pthread_cond_destroy(&gallery->begin);
    pthread_cond_destroy(&gallery->end);
    pthread_mutex_destroy(&gallery->mutex);
    free(gallery);
}
