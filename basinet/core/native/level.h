// Which instructions this processor has, of those for which a wheel brings a library.
#pragma once

namespace basinet {

// 0: only those that every processor of its kind has; 1: AVX2 with fused multiply-adds; 2: AVX-512.
// What is asked for here is what CMakeLists.txt lets the compiler use.
inline int level() {
#if defined(__x86_64__) && defined(__GNUC__)
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  return avx2 ? avx512 ? 2 : 1 : 0;
#else
  return 0;
#endif
}

}  // namespace basinet
