package org.flinkvectorindex.jobs.preflight;

import java.util.LinkedHashMap;
import java.util.Map;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.SinkOptions;
import org.flinkvectorindex.jobs.config.SourceOptions;

/** The sources and sinks of a job by their key in its configuration. */
public final class Places {
  private Places() {}

  public static Map<String, SourceOptions> sources(JobOptions job) {
    Map<String, SourceOptions> sources = new LinkedHashMap<>();
    for (int i = 0; i < job.vectors().size(); i++) {
      sources.put("vectors." + i, job.vectors().get(i).source());
    }
    for (int i = 0; i < job.queries().size(); i++) {
      sources.put("queries." + i, job.queries().get(i));
    }
    job.control().ifPresent(control -> sources.put("control", control));
    return sources;
  }

  public static Map<String, SinkOptions> sinks(JobOptions job) {
    Map<String, SinkOptions> sinks = new LinkedHashMap<>();
    sinks.put("results", job.results());
    sinks.put("dead-letters", job.deadLetters());
    job.changes().ifPresent(changes -> sinks.put("changes", changes));
    job.statistics().ifPresent(statistics -> sinks.put("statistics", statistics));
    return sinks;
  }
}
