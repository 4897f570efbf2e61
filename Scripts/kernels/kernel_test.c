// Compares every function of every kernel table that this machine can run with plain loops in double precision.
//
//   kernel_test [instruction set ...]
#include "kernel_test.h"

static void check_table(void) {
    printf("%s\n", table->name);
    check_products();
    check_one_channel_convolution();
    check_winograd_transforms();
    check_pools();
    check_winners();
    check_elementwise();
    check_normalization();
}

int main(int count, char **names) {
    int checked = 0;
    for (int isa = DK_GENERIC; isa <= DK_NEON; isa++) {
        table = dk_kernels_for((dk_isa)isa);
        int wanted = table && count == 1;
        for (int i = 1; table && i < count; i++) wanted |= strcmp(names[i], table->name) == 0;
        if (!wanted) continue;
        check_table();
        checked++;
    }
    if (checked == 0) fprintf(stderr, "no such instruction set here\n");
    dk_relax();
    return checked > 0 && dk_affinity_count() >= 0 ? 0 : 1;
}
