// Which processors and instruction sets this process may use.
#define _GNU_SOURCE
#ifdef __linux__
#include <sched.h>
#endif
#include "digit_kernels.h"

extern const dk_kernels dk_kernels_generic;

#if defined(__x86_64__)
#include <cpuid.h>
extern const dk_kernels dk_kernels_avx2, dk_kernels_avx512;

// XCR0: which register files the operating system saves.
static uint64_t saved_state(void) {
    uint32_t low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
}

static int has(dk_isa isa) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
    const int fma = c >> 12 & 1, osxsave = c >> 27 & 1, avx = c >> 28 & 1;
    if (!osxsave || !avx || !fma || (saved_state() & 0x6) != 0x6) return 0;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    const int avx2 = b >> 5 & 1, avx512f = b >> 16 & 1, avx512dq = b >> 17 & 1, avx512bw = b >> 30 & 1, avx512vl = b >> 31 & 1;
    if (isa == DK_AVX2) return avx2;
    return avx512f && avx512dq && avx512bw && avx512vl && (saved_state() & 0xe6) == 0xe6;
}
#elif defined(__aarch64__)
extern const dk_kernels dk_kernels_neon;
#endif

const dk_kernels *dk_kernels_for(dk_isa isa) {
    switch (isa) {
        case DK_GENERIC: return &dk_kernels_generic;
#if defined(__x86_64__)
        case DK_AVX2: return has(DK_AVX2) ? &dk_kernels_avx2 : NULL;
        case DK_AVX512: return has(DK_AVX512) ? &dk_kernels_avx512 : NULL;
#elif defined(__aarch64__)
        case DK_NEON: return &dk_kernels_neon;
#endif
        default: return NULL;
    }
}

int dk_affinity_count(void) {
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
    return 0;
}
