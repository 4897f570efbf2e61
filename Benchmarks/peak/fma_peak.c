// The measured multiply-add peak: float multiply-adds on registers only, in as many independent chains as hide the latency.
// Usage: fma_peak THREADS; prints one line of JSON with GFLOP/s for each instruction set (null: not on this CPU).
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#pragma STDC FP_CONTRACT ON
#define ROUNDS 40000000L
#define CHAINS 12

// The empty assembly keeps each chain in its register and the loop as it is written.
#define KERNEL(name, attributes, bytes, constraint)                       \
    attributes static float name(long rounds) {                           \
        typedef float vector __attribute__((vector_size(bytes)));         \
        vector sum[CHAINS], x = (vector){} + 0.999f, y = (vector){} + 0.001f; \
        for (int c = 0; c < CHAINS; c++) sum[c] = (vector){} + (float)c;  \
        for (long r = 0; r < rounds; r++) {                               \
            _Pragma("clang loop unroll(full)")                            \
            for (int c = 0; c < CHAINS; c++) {                            \
                sum[c] = sum[c] * x + y;                                  \
                __asm__ volatile("" : constraint(sum[c]));                \
            }                                                             \
        }                                                                 \
        float total = 0;                                                  \
        for (int c = 0; c < CHAINS; c++) total += sum[c][0];              \
        return total;                                                     \
    }

typedef float (*kernel)(long);
static volatile float sink;

static void *work(void *function) {
    sink = ((kernel)function)(ROUNDS);
    return NULL;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec * 1e-9;
}

// The best of three runs, since this is a peak.
static double gigaflops(kernel function, int lanes, int threads) {
    double best = 0;
    for (int attempt = 0; attempt < 3; attempt++) {
        pthread_t others[threads];
        double begin = seconds();
        for (int t = 1; t < threads; t++) pthread_create(&others[t], NULL, work, (void *)function);
        work((void *)function);
        for (int t = 1; t < threads; t++) pthread_join(others[t], NULL);
        double rate = 2.0 * lanes * CHAINS * ROUNDS * threads / (seconds() - begin) * 1e-9;
        if (rate > best) best = rate;
    }
    return best;
}

static void report(const char *name, int available, kernel function, int lanes, int threads) {
    if (available) printf(", \"%s\": %.1f", name, gigaflops(function, lanes, threads));
    else printf(", \"%s\": null", name);
}

#if defined(__x86_64__)
KERNEL(multiply_add_avx2, __attribute__((target("avx2,fma"))), 32, "+x")
KERNEL(multiply_add_avx512, __attribute__((target("avx512f"))), 64, "+v")
#else
KERNEL(multiply_add_neon, , 16, "+w")
#endif

int main(int count, char **words) {
    int threads = count > 1 && atoi(words[1]) > 0 ? atoi(words[1]) : 1;
    printf("{\"threads\": %d", threads);
#if defined(__x86_64__)
    report("avx2", __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"), multiply_add_avx2, 8, threads);
    report("avx512", __builtin_cpu_supports("avx512f"), multiply_add_avx512, 16, threads);
#else
    report("neon", 1, multiply_add_neon, 4, threads);
#endif
    printf("}\n");
}
