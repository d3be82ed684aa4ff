// Faiss's IVFFlat, as a peer that the project's index is measured beside.
//
//   faiss_driver BASE QUERIES dot|l2 LISTS K
//
// Under dot the rows are compared as they are; cosine is dot over rows of length one. The centroids are trained on all
// rows before the clock starts: the best case for an index that never trains again. An effort is a number of lists probed.

#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFFlat.h>
#include <faiss/utils/utils.h>
#include <omp.h>

#include "driver.h"

namespace {

void run(char** arguments) {
  omp_set_num_threads(1);
  const Rows base = read(arguments[1]);
  const Rows queries = read(arguments[2]);
  if (queries.dimension != base.dimension) throw std::runtime_error("queries have other dimensions");
  const faiss::MetricType metric =
      std::string(arguments[3]) == "dot" ? faiss::METRIC_INNER_PRODUCT : faiss::METRIC_L2;
  const int k = std::stoi(arguments[5]);
  const double before = allocated();
  faiss::IndexFlat quantizer(base.dimension, metric);
  faiss::IndexIVFFlat index(&quantizer, base.dimension, std::stoi(arguments[4]), metric);
  index.cp.spherical = metric == faiss::METRIC_INNER_PRODUCT;
  index.train(base.count, base.values.data());
  const std::string kernels = faiss::get_compile_options();
  insert_all(base, kernels.c_str(), before, [&](int32_t row) { index.add(1, base.row(row)); });
  std::vector<float> distances(k);
  efforts([&](int probes) {
    index.nprobe = probes;
    search_all(queries, k, [&](const float* query, int64_t* found) {
      index.search(1, query, k, distances.data(), found);
    });
  });
}

}  // namespace

int main(int count, char** arguments) {
  return run_driver(count, arguments, 6, "faiss_driver BASE QUERIES dot|l2 LISTS K", run);
}
