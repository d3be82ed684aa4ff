// hnswlib, as a peer that the project's index is measured beside.
//
//   hnswlib_driver BASE QUERIES dot|l2 M EF_CONSTRUCTION K
//
// Under dot the rows are compared as they are; cosine is dot over rows of length one.

#include <hnswlib/hnswlib.h>

#include <memory>

#include "driver.h"

namespace {

/** What the distances are computed with on this machine: dimensions below 16 or odd ones use part of it. */
const char* kernels() {
#if defined(USE_AVX512)
  if (AVX512Capable()) return "avx512";
#endif
#if defined(USE_AVX)
  if (AVXCapable()) return "avx";
#endif
#if defined(USE_SSE)
  return "sse";
#else
  return "scalar";
#endif
}

using Graph = hnswlib::HierarchicalNSW<float>;

void run(char** arguments) {
  const Rows base = read(arguments[1]);
  const Rows queries = read(arguments[2]);
  if (queries.dimension != base.dimension) throw std::runtime_error("queries have other dimensions");
  std::unique_ptr<hnswlib::SpaceInterface<float>> space;
  if (std::string(arguments[3]) == "dot") {
    space = std::make_unique<hnswlib::InnerProductSpace>(base.dimension);
  } else {
    space = std::make_unique<hnswlib::L2Space>(base.dimension);
  }
  const int k = std::stoi(arguments[6]);
  const double before = allocated();
  Graph graph(space.get(), base.count, std::stoi(arguments[4]), std::stoi(arguments[5]));
  insert_all(base, kernels(), before, [&](int32_t row) { graph.addPoint(base.row(row), row); });
  efforts([&](int ef) {
    graph.setEf(ef);
    search_all(queries, k, [&](const float* query, int64_t* found) {
      auto nearest = graph.searchKnn(query, k);
      // The farthest is on top.
      for (size_t at = nearest.size(); !nearest.empty(); nearest.pop()) {
        found[--at] = static_cast<int64_t>(nearest.top().second);
      }
    });
  });
}

}  // namespace

int main(int count, char** arguments) {
  return run_driver(count, arguments, 7, "hnswlib_driver BASE QUERIES dot|l2 M EF_CONSTRUCTION K", run);
}
