/* Gives a fuzzer the inputs of files and folders, where libFuzzer is not linked in. Arguments that
 * begin with - are libFuzzer's and passed over. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGEST_INPUT = 1 << 20 };

static int replay_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        return 0;
    uint8_t *data = malloc(LARGEST_INPUT);
    if (data == NULL)
        abort();
    size_t size = fread(data, 1, LARGEST_INPUT, in);
    fclose(in);
    /* exactly as large as the input, so that a read past its end is seen */
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        abort();
    for (size_t i = 0; i < size; i++)
        exact[i] = data[i];
    free(data);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 1;
}

static int replay(const char *path)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        return replay_file(path);
    int count = 0;
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        char inside[4096];
        snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.')
            count += replay_file(inside);
    }
    closedir(folder);
    return count;
}

int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; i++)
        if (argv[i][0] != '-')
            count += replay(argv[i]);
    fprintf(stderr, "%d inputs\n", count);
    return count > 0 ? 0 : 1;
}
