// What XLA calls. Leading axes beyond those named are networks of a batch, one after the other.
#include <cstring>

#include "learn.h"
#include "product.h"
#include "visit.h"

namespace ffi = xla::ffi;
using Floats = ffi::Buffer<ffi::F32>;
using Result = ffi::ResultBuffer<ffi::F32>;

namespace {

int64_t at_end(const Floats& values, size_t from_last) {
  const auto shape = values.dimensions();
  return shape[shape.size() - from_last];
}

// change [..., batch, sources], weights [..., sources, targets] -> [..., batch, targets]
ffi::Error shift(ffi::ThreadPool pool, Floats change, Floats weights, Result field) {
  const int64_t batch = at_end(change, 2), sources = at_end(change, 1);
  const int64_t targets = at_end(weights, 1);
  if (!weights.element_count() || !field->element_count()) return ffi::Error::Success();
  const int64_t networks = weights.element_count() / (sources * targets);
  std::memset(field->typed_data(), 0, field->size_bytes());
  for (int64_t n = 0; n < networks; ++n)
    basinet::add_product(
        pool, basinet::Changes(change.typed_data() + n * batch * sources, batch, sources),
        weights.typed_data() + n * sources * targets, targets,
        field->typed_data() + n * batch * targets);
  return ffi::Error::Success();
}

// weights [..., sources, targets], in place; post [..., batch, targets], pre [..., batch, sources],
// factors [..., 2]: of the weights and of the correlation.
ffi::Error learn(ffi::ThreadPool pool, Floats weights, Floats post, Floats pre, Floats factors,
                 bool without_self, Result learnt) {
  const int64_t batch = at_end(post, 2), sources = at_end(weights, 2);
  const int64_t targets = at_end(weights, 1);
  if (!weights.element_count()) return ffi::Error::Success();
  const int64_t networks = weights.element_count() / (sources * targets);
  if (learnt->typed_data() != weights.typed_data())
    std::memcpy(learnt->typed_data(), weights.typed_data(), weights.size_bytes());
  for (int64_t n = 0; n < networks; ++n)
    basinet::learn(pool, post.typed_data() + n * batch * targets,
                   pre.typed_data() + n * batch * sources, batch, sources, targets,
                   factors.typed_data()[2 * n], factors.typed_data()[2 * n + 1], without_self,
                   learnt->typed_data() + n * sources * targets);
  return ffi::Error::Success();
}

// spins, recurrent (both in place), external: [batch, neurons]; own [neurons]; draws [neurons],
// whose order is that of the updates; weights [neurons, neurons] -> spins, recurrent
ffi::Error visit(ffi::ThreadPool pool, Floats spins, Floats recurrent, Floats external, Floats own,
                 ffi::Buffer<ffi::U32> draws, Floats weights, Result spins_after,
                 Result recurrent_after) {
  const int64_t batch = at_end(spins, 2), neurons = at_end(spins, 1);
  if (!spins.element_count()) return ffi::Error::Success();
  if (spins_after->typed_data() != spins.typed_data())
    std::memcpy(spins_after->typed_data(), spins.typed_data(), spins.size_bytes());
  if (recurrent_after->typed_data() != recurrent.typed_data())
    std::memcpy(recurrent_after->typed_data(), recurrent.typed_data(), recurrent.size_bytes());
  basinet::visit(pool, external.typed_data(), own.typed_data(),
                 basinet::order_of(draws.typed_data(), neurons).data(),
                 weights.typed_data(), batch, neurons, spins_after->typed_data(),
                 recurrent_after->typed_data());
  return ffi::Error::Success();
}

}  // namespace

XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_shift, shift,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .Arg<Floats>()
                                  .Arg<Floats>()
                                  .Ret<Floats>());

XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_learn, learn,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .Arg<Floats>()
                                  .Arg<Floats>()
                                  .Arg<Floats>()
                                  .Arg<Floats>()
                                  .Attr<bool>("without_self")
                                  .Ret<Floats>());

XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_visit, visit,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .Arg<Floats>()
                                  .Arg<Floats>()
                                  .Arg<Floats>()
                                  .Arg<Floats>()
                                  .Arg<ffi::Buffer<ffi::U32>>()
                                  .Arg<Floats>()
                                  .Ret<Floats>()
                                  .Ret<Floats>());
