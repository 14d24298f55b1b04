// Thermal sweeps of Ising spins over couplings in compressed rows, many replicas side by side.
//
// All replicas of a group visit the spins in one order, each in a lane of its own, so that a row is
// read once when it flips in any of them. A replica has its own random numbers: what becomes of it
// depends neither on its company nor on the number of lanes or threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "chance.h"
#include "parallel.h"

namespace basinet {

// s' J s / 2 + b' s is what the spins raise: s_i h_i, h = J s + b, is half of what a flip costs.
template <typename Number>
struct Rows {
  int64_t spins;
  const int32_t *starts, *targets;  // of spin i: from starts[i] to starts[i + 1]
  const Number *weights, *bias;
};

// The sweeps to be made: visits of each, and the inverse temperatures.
struct Course {
  const int32_t* order;  // [rows, visits], by turns
  int64_t visits, rows;
  const float* betas;  // [sweeps], of half a flip's cost in units of log2 and 2^-23; NaN ends it
  int64_t sweeps;
};

// The replicas, each in a row of these arrays.
template <typename Number>
struct Replicas {
  int8_t* spins;    // [replicas, spins], -1 or +1
  uint32_t* draws;  // [replicas, 4]
  int8_t* best;     // [replicas, spins]: of the lowest energy since the numbers below were begun
  Number *energy, *lowest;
};

// A register of fields, of 16 or 32 bits, and its lanes as one or two registers of 32 bits.
template <typename Field>
struct Lanes {
  static constexpr int64_t kCount = 4 * kLanes / sizeof(Field), kParts = 4 / sizeof(Field);
  typedef Field Values __attribute__((vector_size(4 * kLanes)));
  typedef std::conditional_t<sizeof(Field) == 2, int16_t, int32_t> Mask
      __attribute__((vector_size(4 * kLanes)));

  // With the sign of the lanes where the mask is set changed.
  static Values signed_by(Values value, Mask mask) {
    if constexpr (std::is_floating_point_v<Field>)
      return (Values)((Mask)value ^ (mask & (1 << 31)));
    else
      return (value ^ mask) - mask;
  }

  static Values only(Values value, Mask mask) { return (Values)((Mask)value & mask); }

  // In numbers of 32 bits.
  template <typename Wide>
  static void widen(Values value, Wide* parts) {
    if constexpr (kParts == 1) {
      parts[0] = value;
    } else {
      Half halves[2];
      std::memcpy(halves, &value, sizeof value);
      for (int p = 0; p < 2; ++p) parts[p] = __builtin_convertvector(halves[p], Wide);
    }
  }

  static Mask narrow(const Ints* parts) {
    Mask mask;
    if constexpr (kParts == 1) {
      mask = parts[0];
    } else {
      const Half halves[2] = {__builtin_convertvector(parts[0], Half),
                              __builtin_convertvector(parts[1], Half)};
      std::memcpy(&mask, halves, sizeof mask);
    }
    return mask;
  }

 private:
  typedef int16_t Half __attribute__((vector_size(2 * kLanes)));
};

inline bool some(Ints mask) {
#if defined(__AVX512F__)
  return _mm512_test_epi32_mask((__m512i)mask, (__m512i)mask);
#elif defined(__AVX__)
  return !_mm256_testz_si256((__m256i)mask, (__m256i)mask);
#else
  uint64_t words[kLanes / 2];
  std::memcpy(words, &mask, sizeof words);
  return words[0] | words[1] | words[2] | words[3];
#endif
}

// As many replicas as a register has lanes.
//
// Energies are followed in the numbers of the couplings. Whole ones are exact; floats gather
// rounding errors, for which the caller begins anew from time to time.
template <typename Number, typename Field, bool kHeatBath>
class Group {
  using L = Lanes<Field>;
  using Values = typename L::Values;
  using Mask = typename L::Mask;
  typedef Number Sums __attribute__((vector_size(4 * kLanes)));
  static constexpr int64_t kCount = L::kCount, kParts = L::kParts;

 public:
  Group(const Rows<Number>& rows, const Replicas<Number>& replicas, int64_t first, int64_t count)
      : rows_(rows), replicas_(replicas), first_(first), count_(count) {
    const int64_t n = rows.spins;
    fields_ = aligned(held_fields_, n);
    spins_ = reinterpret_cast<Mask*>(aligned(held_spins_, n));
    best_ = reinterpret_cast<Mask*>(aligned(held_best_, n));
    for (int64_t i = 0; i < n; ++i) {
      spins_[i] = read(replicas.spins, i);
      best_[i] = read(replicas.best, i);
    }
    read_draws();
    read_energies();
  }

  void run(const Course& course) {
    for (int64_t t = 0; t < course.sweeps && course.betas[t] == course.betas[t]; ++t) {
      sweep(course.order + t % course.rows * course.visits, course.visits, course.betas[t]);
      keep_best();
    }
    write();
  }

 private:
  void sweep(const int32_t* order, int64_t visits, float beta) {
    Draws draws[kParts];
    Sums energy[kParts];
    std::memcpy(draws, draws_, sizeof draws);
    std::memcpy(energy, energy_, sizeof energy);
    const Values two = Values{} + 2;
    for (int64_t v = 0; v < visits; ++v) {
      const int32_t i = order[v];
      const Mask spin = spins_[i];
      Sums gain[kParts];  // half of what a flip costs
      L::widen(L::signed_by(fields_[i], spin), gain);
      Ints flips[kParts], any = {};
      for (int p = 0; p < kParts; ++p) {
        const Bits bits = draws[p].next();
        Ints noise = exponential(bits);
        if constexpr (kHeatBath) noise -= exponential(~bits);
        flips[p] = __builtin_convertvector(gain[p], Vector) * beta <=
                   __builtin_convertvector(noise, Vector);
        any |= flips[p];
      }
      if (!some(any)) continue;
      for (int p = 0; p < kParts; ++p)
        energy[p] += (Sums)((Ints)(2 * gain[p]) & flips[p]);
      const Mask flip = L::narrow(flips);
      const Values change = L::only(L::signed_by(two, ~spin), flip);
      spins_[i] = spin ^ flip;
      for (int64_t e = rows_.starts[i]; e < rows_.starts[i + 1]; ++e)
        fields_[rows_.targets[e]] += static_cast<Field>(rows_.weights[e]) * change;
    }
    std::memcpy(draws_, draws, sizeof draws);
    std::memcpy(energy_, energy, sizeof energy);
  }

  void keep_best() {
    Ints better[kParts], any = {};
    for (int p = 0; p < kParts; ++p) {
      better[p] = energy_[p] < lowest_[p];
      any |= better[p];
      lowest_[p] = (Sums)(((Ints)energy_[p] & better[p]) | ((Ints)lowest_[p] & ~better[p]));
    }
    if (!some(any)) return;
    const Mask chosen = L::narrow(better);
    for (int64_t i = 0; i < rows_.spins; ++i)
      best_[i] = (spins_[i] & chosen) | (best_[i] & ~chosen);
  }

  Mask read(const int8_t* states, int64_t i) const {
    Mask mask = {};
    for (int64_t r = 0; r < count_; ++r)
      mask[r] = states[(first_ + r) * rows_.spins + i] < 0 ? -1 : 0;
    return mask;
  }

  void read_draws() {
    for (int64_t r = 0; r < kCount; ++r) {
      // Lanes without a replica repeat the last one.
      const uint32_t* words = replicas_.draws + 4 * (first_ + std::min(r, count_ - 1));
      Draws& draws = draws_[r / kLanes];
      Bits* each[4] = {&draws.a, &draws.b, &draws.c, &draws.d};
      for (int w = 0; w < 4; ++w) (*each[w])[r % kLanes] = words[w];
    }
  }

  // The fields and the energy -s' (h + b) / 2 of the spins.
  void read_energies() {
    using Wide = std::conditional_t<std::is_floating_point_v<Number>, double, int64_t>;
    std::vector<Wide> doubled(kCount);
    for (int64_t i = 0; i < rows_.spins; ++i) {
      Values field = Values{} + static_cast<Field>(rows_.bias[i]);
      const Values one = Values{} + 1;
      for (int64_t e = rows_.starts[i]; e < rows_.starts[i + 1]; ++e)
        field += static_cast<Field>(rows_.weights[e]) *
                 L::signed_by(one, spins_[rows_.targets[e]]);
      fields_[i] = field;
      const Values gain = L::signed_by(field, spins_[i]);
      const Values own = L::signed_by(Values{} + static_cast<Field>(rows_.bias[i]), spins_[i]);
      for (int64_t r = 0; r < count_; ++r)
        doubled[r] -= static_cast<Wide>(gain[r]) + static_cast<Wide>(own[r]);
    }
    for (int64_t r = 0; r < kCount; ++r) {
      energy_[r / kLanes][r % kLanes] = static_cast<Number>(doubled[r] / 2);
      lowest_[r / kLanes][r % kLanes] = r < count_ ? replicas_.lowest[first_ + r] : Number{};
    }
  }

  void write() const {
    for (int64_t r = 0; r < count_; ++r) {
      const int64_t at = first_ + r, n = rows_.spins;
      for (int64_t i = 0; i < n; ++i) {
        replicas_.spins[at * n + i] = 1 + 2 * spins_[i][r];
        replicas_.best[at * n + i] = 1 + 2 * best_[i][r];
      }
      const Draws& draws = draws_[r / kLanes];
      const Bits each[4] = {draws.a, draws.b, draws.c, draws.d};
      for (int w = 0; w < 4; ++w) replicas_.draws[4 * at + w] = each[w][r % kLanes];
      replicas_.energy[at] = energy_[r / kLanes][r % kLanes];
      replicas_.lowest[at] = lowest_[r / kLanes][r % kLanes];
    }
  }

  static Values* aligned(std::vector<char>& held, int64_t count) {
    held.resize((count + 1) * sizeof(Values));
    const auto at = reinterpret_cast<uintptr_t>(held.data());
    return reinterpret_cast<Values*>((at + sizeof(Values) - 1) / sizeof(Values) * sizeof(Values));
  }

  const Rows<Number>& rows_;
  const Replicas<Number>& replicas_;
  int64_t first_, count_;
  Draws draws_[kParts];
  Sums energy_[kParts], lowest_[kParts];
  std::vector<char> held_fields_, held_spins_, held_best_;
  Values* fields_;
  Mask *spins_, *best_;
};

// Makes the sweeps of all replicas, groups of them shared among the threads.
template <typename Number, typename Field, bool kHeatBath>
void anneal(xla::ffi::ThreadPool* pool, const Rows<Number>& rows, const Course& course,
            const Replicas<Number>& replicas, int64_t count) {
  constexpr int64_t lanes = Lanes<Field>::kCount;
  const int64_t groups = (count + lanes - 1) / lanes;
  in_pieces(pool, groups, groups > 1, [&](int64_t group) {
    const int64_t first = group * lanes;
    Group<Number, Field, kHeatBath>(rows, replicas, first, std::min(lanes, count - first))
        .run(course);
  });
}

}  // namespace basinet
