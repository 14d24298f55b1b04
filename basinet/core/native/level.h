// Which instructions this processor has, of those for which a wheel brings a library.
#pragma once

#ifdef __x86_64__
#include <cpuid.h>
#endif

namespace basinet {

// 0: only those that every processor of its kind has; 1: AVX2 with fused multiply-adds; 2: AVX-512.
// What is asked for here is what CMakeLists.txt lets the compiler use, and that the system keeps
// the registers. The processor is asked itself: not every compiler's own library does it.
inline int level() {
#ifdef __x86_64__
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  const unsigned basic = 1u << 12 | 1u << 27 | 1u << 28;  // FMA, OSXSAVE, AVX
  if ((c & basic) != basic) return 0;
  unsigned kept, rest;  // by the system, when it turns to another process
  asm volatile("xgetbv" : "=a"(kept), "=d"(rest) : "c"(0));
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
  const unsigned avx2 = 1u << 3 | 1u << 5 | 1u << 8;                   // BMI1, AVX2, BMI2
  const unsigned avx512 = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;  // F, DQ, BW, VL
  if ((b & avx2) != avx2 || (kept & 0x06) != 0x06) return 0;
  return (b & avx512) == avx512 && (kept & 0xe6) == 0xe6 ? 2 : 1;
#else
  return 0;
#endif
}

}  // namespace basinet
