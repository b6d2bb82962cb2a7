// SPDX-License-Identifier: Apache-2.0
package io.portcullis.config.internal;

import io.portcullis.support.config.schema.MetatypeReader;
import io.portcullis.support.config.schema.Pid;
import io.portcullis.support.text.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PIDs of Portcullis that the installed bundles declare. Thread-safe. */
final class DeclaredPids {
  /** What the name of each PID of Portcullis begins with. */
  static final String PREFIX = "io.portcullis.";

  private static final Logger LOG = LoggerFactory.getLogger(DeclaredPids.class);

  private final Map<Bundle, List<Pid>> declared = new ConcurrentHashMap<>();

  /** Reads the metatype documents of a bundle, which need not be resolved. */
  void add(Bundle bundle) {
    List<Pid> pids =
        documents(bundle).stream()
            .flatMap(document -> read(bundle, document).stream())
            .filter(pid -> pid.name().startsWith(PREFIX))
            .toList();
    if (!pids.isEmpty()) {
      declared.put(bundle, pids);
    }
  }

  void remove(Bundle bundle) {
    declared.remove(bundle);
  }

  private static List<String> documents(Bundle bundle) {
    var paths = bundle.getEntryPaths(MetatypeReader.FOLDER);
    return paths == null
        ? List.of()
        : Collections.list(paths).stream().filter(path -> path.endsWith(".xml")).toList();
  }

  private static List<Pid> read(Bundle bundle, String document) {
    URL url = bundle.getEntry(document);
    if (url == null) {
      return List.of();
    }
    try (InputStream in = url.openStream()) {
      return MetatypeReader.read(in);
    } catch (IOException e) {
      LOG.error("Cannot read {} of {}; its configuration is not checked", document, bundle, e);
      return List.of();
    }
  }

  /** Returns the declaration of a name, or null. */
  @Nullable Pid find(String name) {
    return all().stream().filter(pid -> pid.name().equals(name)).findFirst().orElse(null);
  }

  /**
   * Returns the declared PID that a longer name pretends to be: {@code PID~NAME}, {@code PID|NAME}
   * or {@code PID-NAME}; otherwise null.
   */
  @Nullable Pid findExtended(String name) {
    return all().stream()
        .filter(pid -> name.startsWith(pid.name()) && name.length() > pid.name().length())
        .filter(pid -> "~|-".indexOf(name.charAt(pid.name().length())) >= 0)
        .findFirst()
        .orElse(null);
  }

  /** Returns the name of the declared PID that is most like this one, or an empty text. */
  String nearest(String name) {
    String rest = name.substring(PREFIX.length());
    String nearest =
        Spelling.nearest(
            rest,
            all().stream()
                .map(pid -> pid.name().substring(PREFIX.length()))
                .collect(Collectors.toSet()));
    return nearest.isEmpty() ? "" : PREFIX + nearest;
  }

  private List<Pid> all() {
    List<Pid> all = new ArrayList<>();
    declared.values().forEach(all::addAll);
    return all;
  }
}
