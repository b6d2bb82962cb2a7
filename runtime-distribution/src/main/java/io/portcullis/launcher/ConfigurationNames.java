// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import io.portcullis.support.config.schema.MetatypeReader;
import io.portcullis.support.config.schema.Pid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * The names of configuration files. A copy such as {@code PID-old.cfg} beside {@code PID.cfg}
 * configures nothing: File Install makes it an instance of a factory, and there is none.
 */
final class ConfigurationNames {
  private static final String OURS = "io.portcullis.";

  private final Map<String, Pid> pids = new HashMap<>();

  private ConfigurationNames() {}

  /** Reads which PIDs the bundles of a plan declare. */
  static ConfigurationNames of(BundlePlan plan) throws LaunchException {
    ConfigurationNames names = new ConfigurationNames();
    for (BundlePlan.Entry entry : plan.entries()) {
      try (JarFile jar = new JarFile(entry.file().toFile())) {
        names.add(jar);
      } catch (IOException e) {
        throw new LaunchException("cannot read " + entry.file() + ": " + e.getMessage());
      }
    }
    return names;
  }

  private void add(JarFile jar) throws IOException {
    for (JarEntry document : Collections.list(jar.entries())) {
      String name = document.getName();
      if (name.startsWith(MetatypeReader.FOLDER) && name.endsWith(".xml")) {
        try (InputStream in = jar.getInputStream(document)) {
          MetatypeReader.read(in).stream()
              .filter(pid -> pid.name().startsWith(OURS))
              .forEach(pid -> pids.put(pid.name(), pid));
        }
      }
    }
  }

  /**
   * Finds the first file, in the order of names, that is not the configuration of its PID.
   *
   * @return the file, what is wrong with it and what to do; empty if every file is as it should be
   */
  String problem(Path folder) throws LaunchException {
    if (!Files.isDirectory(folder)) {
      return "";
    }
    TreeSet<Path> files = new TreeSet<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.{cfg,config}")) {
      found.forEach(files::add);
    } catch (IOException e) {
      throw new LaunchException("cannot read " + folder + ": " + e);
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      String problem = problem(name.substring(0, name.lastIndexOf('.')));
      if (!problem.isEmpty()) {
        return file + ": " + problem;
      }
    }
    return "";
  }

  private String problem(String name) {
    Pid exact = pids.get(name);
    if (exact != null) {
      return exact.factory()
          ? "each configuration of %s needs a name of its own, as in %s-NAME.cfg"
              .formatted(name, name)
          : "";
    }
    Pid extended = extended(name);
    if (extended == null || isInstance(extended, name)) {
      return "";
    }
    return extended.factory()
        ? "the name of a configuration follows a dash, as in %s-NAME.cfg".formatted(extended.name())
        : "only %s.cfg configures %s; rename or remove this file"
            .formatted(extended.name(), extended.name());
  }

  private static boolean isInstance(Pid pid, String name) {
    return pid.factory() && name.charAt(pid.name().length()) == '-';
  }

  private @Nullable Pid extended(String name) {
    for (String mark : List.of("-", "~", "|")) {
      int end = name.indexOf(mark);
      Pid pid = end < 0 ? null : pids.get(name.substring(0, end));
      if (pid != null) {
        return pid;
      }
    }
    return null;
  }
}
