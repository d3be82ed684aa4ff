package org.flinkvectorindex.console.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;
import org.flinkvectorindex.console.Project;

/** What a process of the cluster is there for, and how it is started. */
public enum Role {
  /** Knows which JobManager leads and where its jobs are. */
  ZOOKEEPER {
    @Override
    List<String> command(String name, Home home, Configuration settings) throws IOException {
      String quorum = settings.get(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM);
      Path file = home.conf().resolve("zoo.cfg");
      Files.writeString(
          file,
          """
          tickTime=500
          initLimit=20
          syncLimit=10
          dataDir=%s
          clientPortAddress=%s
          clientPort=%s
          admin.enableServer=false
          server.1=localhost:2888:3888
          """
              .formatted(
                  home.zookeeper(),
                  quorum.substring(0, quorum.indexOf(':')),
                  quorum.substring(quorum.indexOf(':') + 1)));
      List<String> command = java(name, home, settings, List.of("-Xmx128m"));
      command.add("org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer");
      command.addAll(List.of("--zkConfigFile", file.toString(), "--peerId", "1"));
      return command;
    }
  },

  /** Schedules jobs, makes their checkpoints, has the web interface. */
  JOBMANAGER {
    @Override
    List<String> command(String name, Home home, Configuration settings) throws IOException {
      JobManagerProcessSpec memory =
          JobManagerProcessUtils.processSpecFromConfigWithNewOptionToInterpretLegacyHeap(
              settings, JobManagerOptions.JVM_HEAP_MEMORY);
      List<String> options =
          words(JobManagerProcessUtils.generateJvmParametersStr(memory, settings));
      options.addAll(words(settings.get(CoreOptions.FLINK_JM_JVM_OPTIONS)));
      List<String> command = java(name, home, settings, options);
      command.add("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
      command.addAll(List.of("--configDir", home.conf().toString()));
      command.addAll(List.of("--executionMode", "cluster"));
      command.addAll(words(JobManagerProcessUtils.generateDynamicConfigsStr(memory)));
      return command;
    }
  },

  /** Runs tasks; the index is here. */
  TASKMANAGER {
    @Override
    List<String> command(String name, Home home, Configuration settings) throws IOException {
      TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(settings);
      List<String> options = words(ProcessMemoryUtils.generateJvmParametersStr(memory));
      options.addAll(words(settings.get(CoreOptions.FLINK_TM_JVM_OPTIONS)));
      List<String> command = java(name, home, settings, options);
      command.add("org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
      command.addAll(List.of("--configDir", home.conf().toString()));
      command.addAll(words(TaskExecutorProcessUtils.generateDynamicConfigsStr(memory)));
      command.addAll(List.of("-D", "taskmanager.resource-id=" + name));
      return command;
    }
  },

  /** Not Flink's, but what a job of this machine reads and writes; only where it was asked for. */
  KAFKA {
    @Override
    List<String> command(String name, Home home, Configuration settings) throws IOException {
      return KafkaServer.command(home);
    }
  },

  /** The serving cache; only where it was asked for. */
  REDIS {
    @Override
    List<String> command(String name, Home home, Configuration settings) throws IOException {
      return RedisServer.command(home);
    }
  };

  /** Those that a cluster can't be without, in the order of their start. */
  static final List<Role> FLINK = List.of(ZOOKEEPER, JOBMANAGER, TASKMANAGER);

  abstract List<String> command(String name, Home home, Configuration settings) throws IOException;

  /** As names of its processes begin. */
  String prefix() {
    return switch (this) {
      case ZOOKEEPER -> "zookeeper";
      case JOBMANAGER -> "jobmanager";
      case TASKMANAGER -> "taskmanager";
      case KAFKA -> "kafka";
      case REDIS -> "redis";
    };
  }

  private static List<String> java(
      String name, Home home, Configuration settings, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Project.java());
    command.addAll(options);
    command.addAll(words(settings.get(CoreOptions.FLINK_JVM_OPTIONS)));
    command.add("-Dlog.file=" + home.logs().resolve(name + ".log"));
    command.add("-Dlog4j.configurationFile=" + home.conf().resolve("log4j.properties").toUri());
    command.add("-Djava.io.tmpdir=" + home.temporary());
    command.addAll(List.of("-cp", Project.flinkClassPath()));
    return command;
  }

  static List<String> words(String text) {
    return new ArrayList<>(
        Arrays.stream(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList());
  }
}
