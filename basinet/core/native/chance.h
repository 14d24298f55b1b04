// Random numbers for many replicas at once, in whole numbers only: the same on every processor.
#pragma once

#include <cstdint>
#include <cstring>

#include "vector.h"

namespace basinet {

typedef int32_t Ints __attribute__((vector_size(4 * kLanes)));
typedef uint32_t Bits __attribute__((vector_size(4 * kLanes)));

// xoshiro128++ of Blackman and Vigna, one for each lane: 32 random bits a call.
struct Draws {
  Bits a, b, c, d;

  Bits next() {
    const Bits sum = a + d, result = (sum << 7 | sum >> 25) + a, shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = d << 11 | d >> 21;
    return result;
  }
};

// -log2(u) of a number u in (0, 1] that has these bits, in units of 2^-23: exponentially distributed.
//
// The exponent and the fraction f of u as a float are log2 but for a rest f (1 - f) q(f); q is a
// polynomial in fixed point. The error is below 2^-16, so that a probability exp(-x) is right to one
// part in a hundred thousand of itself.
inline Ints exponential(Bits bits) {
  const Vector u = __builtin_convertvector((Ints)(bits >> 1 | 1), Vector);
  Ints log;
  std::memcpy(&log, &u, sizeof log);
  const Ints f = (log + 64) >> 7 & 0xffff, half = f >> 1;
  Ints q = 6220 - (half * 1652 >> 15);
  q = 11882 - (half * q >> 15);
  q = 18049 - (half * q >> 15);
  q = 29001 - (half * q >> 15);
  const Ints bend = f * (65536 - f) >> 14;
  return (158 << 23) - log - (bend * q >> 11);
}

}  // namespace basinet
