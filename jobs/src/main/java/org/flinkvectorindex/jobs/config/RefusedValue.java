package org.flinkvectorindex.jobs.config;

/** A value that its option does not take. The message never holds the value. */
final class RefusedValue extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedValue(String message) {
    super(message);
  }
}
