package org.flinkvectorindex.jobs.config;

/** Something a block of the configuration may hold. */
sealed interface Key permits Option, Block, Blocks {
  String name();

  /** What it is for: one or two sentences of Markdown. */
  String doc();
}
