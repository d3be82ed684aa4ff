package org.flinkvectorindex.jobs.preflight;

import java.util.Optional;

/** Something outside that the job can't do without. */
interface Neighbour {

  /** The key of the configuration that says where it is. */
  String name();

  /** What is wrong with it now; empty where nothing is. */
  Optional<String> missing() throws InterruptedException;
}
