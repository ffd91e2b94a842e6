/* driver.c: replay files through a fuzzer without libFuzzer. Arguments are files or folders; the
 * empty input is always tried. Each input lies in a block of exactly its size, so that
 * AddressSanitizer sees a read past its end. */
#include "fuzz.h"
#include <dirent.h>
#include <sys/stat.h>

static long replayed;

static void run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    uint8_t *data;

    MUST(f && fstat(fileno(f), &st) == 0);
    MUST(data = malloc(st.st_size ? (size_t)st.st_size : 1));
    MUST(fread(data, 1, (size_t)st.st_size, f) == (size_t)st.st_size);
    fclose(f);
    fprintf(stderr, "%s\n", path); /* the last line names the culprit of a crash */
    LLVMFuzzerTestOneInput(data, (size_t)st.st_size);
    free(data);
    replayed++;
}

static void run_path(const char *path)
{
    struct stat st;
    DIR *dir;
    struct dirent *e;
    char child[4096];

    if (stat(path, &st) != 0)
        return; /* no corpus yet */
    if (!S_ISDIR(st.st_mode)) {
        run_file(path);
        return;
    }
    MUST(dir = opendir(path));
    while ((e = readdir(dir))) {
        if (e->d_name[0] == '.')
            continue;
        MUST(snprintf(child, sizeof(child), "%s/%s", path, e->d_name) < (int)sizeof(child));
        run_path(child);
    }
    closedir(dir);
}

int main(int argc, char **argv)
{
    uint8_t *empty = calloc(1, 1);

    MUST(empty);
    LLVMFuzzerTestOneInput(empty, 0);
    free(empty);
    for (int i = 1; i < argc; i++)
        run_path(argv[i]);
    printf("%ld files\n", replayed);
    return 0;
}
