/* Writes a PNG of exactly so many bytes: one grey pixel, and noise, which cannot be made smaller, in
 * a chunk of its own.
 *
 *   make_png BYTES > FILE */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t crc(uint32_t sum, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        sum ^= bytes[i];
        for (int k = 0; k < 8; k++)
            sum = sum & 1 ? 0xEDB88320u ^ sum >> 1 : sum >> 1;
    }
    return sum;
}

static void put_32(unsigned char *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (unsigned char)(value >> (24 - 8 * i));
}

static void chunk(const char *type, const unsigned char *data, size_t n)
{
    unsigned char head[8], tail[4];

    put_32(head, (uint32_t)n);
    memcpy(head + 4, type, 4);
    put_32(tail, ~crc(crc(0xFFFFFFFFu, head + 4, 4), data, n));
    fwrite(head, 1, sizeof head, stdout);
    fwrite(data, 1, n, stdout);
    fwrite(tail, 1, sizeof tail, stdout);
}

int main(int argc, char **argv)
{
    static const unsigned char signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    static const unsigned char header[13] = {0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0};
    static const unsigned char pixel[] = {0x78, 0x9C, 0x63, 0x60, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01};
    const size_t fixed = sizeof signature + 12 + sizeof header + 12 + sizeof pixel + 12 + 12;
    size_t n = argc == 2 ? (size_t)strtoul(argv[1], NULL, 10) : 0;
    unsigned char *noise;
    uint32_t seed = 1;

    if (n < fixed)
        return 2;
    noise = malloc(n - fixed + 1);
    for (size_t i = 0; noise && i < n - fixed; i++) {
        seed = seed * 1664525u + 1013904223u;
        noise[i] = (unsigned char)(seed >> 24);
    }
    if (!noise)
        return 1;
    fwrite(signature, 1, sizeof signature, stdout);
    chunk("IHDR", header, sizeof header);
    chunk("noIs", noise, n - fixed);
    chunk("IDAT", pixel, sizeof pixel);
    chunk("IEND", noise, 0);
    free(noise);
    return fflush(stdout) == 0 ? 0 : 1;
}
