// The measured multiply-add peak: float FMA on registers only, with as many independent chains as hide the latency.
// Usage: fma_peak THREADS; prints one line of JSON with GFLOP/s per instruction set (null: not on this CPU).
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 40000000L
#define CHAINS 12

#if defined(__x86_64__)
typedef float v8 __attribute__((vector_size(32)));
typedef float v16 __attribute__((vector_size(64)));
#define KERNEL(name, isa, vec)                                                                    \
    __attribute__((target(isa), noinline)) static float name(long rounds) {                       \
        vec a[CHAINS], x = (vec){} + 0.999f, y = (vec){} + 0.001f;                                \
        for (int c = 0; c < CHAINS; c++) a[c] = (vec){} + (float)c;                               \
        for (long r = 0; r < rounds; r++)                                                         \
            _Pragma("clang loop unroll(full)") for (int c = 0; c < CHAINS; c++) {                 \
                a[c] = a[c] * x + y;                                                              \
                __asm__ volatile("" : "+x"(a[c]));                                                \
            }                                                                                     \
        float sum = 0;                                                                            \
        for (int c = 0; c < CHAINS; c++) sum += a[c][0];                                          \
        return sum;                                                                               \
    }
#pragma STDC FP_CONTRACT ON
KERNEL(fma_avx2, "avx2,fma", v8)
#undef X
__attribute__((target("avx512f"), noinline)) static float fma_avx512(long rounds) {
    v16 a[CHAINS], x = (v16){} + 0.999f, y = (v16){} + 0.001f;
    for (int c = 0; c < CHAINS; c++) a[c] = (v16){} + (float)c;
    for (long r = 0; r < rounds; r++)
        _Pragma("clang loop unroll(full)") for (int c = 0; c < CHAINS; c++) {
            a[c] = a[c] * x + y;
            __asm__ volatile("" : "+v"(a[c]));
        }
    float sum = 0;
    for (int c = 0; c < CHAINS; c++) sum += a[c][0];
    return sum;
}
#else
typedef float v4 __attribute__((vector_size(16)));
#pragma STDC FP_CONTRACT ON
static float fma_neon(long rounds) {
    v4 a[CHAINS], x = (v4){} + 0.999f, y = (v4){} + 0.001f;
    for (int c = 0; c < CHAINS; c++) a[c] = (v4){} + (float)c;
    for (long r = 0; r < rounds; r++)
        _Pragma("clang loop unroll(full)") for (int c = 0; c < CHAINS; c++) {
            a[c] = a[c] * x + y;
            __asm__ volatile("" : "+w"(a[c]));
        }
    float sum = 0;
    for (int c = 0; c < CHAINS; c++) sum += a[c][0];
    return sum;
}
#endif

typedef float (*kernel)(long);
static volatile float sink;

static void *work(void *argument) {
    sink = ((kernel)argument)(ROUNDS);
    return NULL;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec * 1e-9;
}

// The best of three tries, as a peak should be.
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

int main(int count, char **words) {
    int threads = count > 1 ? atoi(words[1]) : 1;
#if defined(__x86_64__)
    printf("{\"threads\": %d, \"avx2\": ", threads);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) printf("%.1f", gigaflops(fma_avx2, 8, threads));
    else printf("null");
    printf(", \"avx512\": ");
    if (__builtin_cpu_supports("avx512f")) printf("%.1f}\n", gigaflops(fma_avx512, 16, threads));
    else printf("null}\n");
#else
    printf("{\"threads\": %d, \"neon\": %.1f}\n", threads, gigaflops(fma_neon, 4, threads));
#endif
}
