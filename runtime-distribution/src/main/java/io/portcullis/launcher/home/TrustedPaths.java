// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.home;

import io.portcullis.launcher.failure.LaunchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a home or a distribution in which another user could plant code or configuration: a place
 * that others may write to, a place of the home that belongs to another user, and a link to such a
 * place. The owner of the distribution is trusted like root, because that user supplies this
 * program. Access lists are not read; their mask shows in the permissions of the group.
 */
public final class TrustedPaths {
  private static final int GROUP_WRITE = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;
  private static final int OTHERS_ENTER = 0011;
  private static final int LINKS = 40;
  private static final long ROOT = 0;

  private static final List<String> SHIPPED = List.of("bin", "lib", "features", "repository");
  private static final List<String> OWN = List.of("etc", "deploy");

  /** Below it only folders are checked: its files are state, and their owners check those. */
  private static final String DATA = "data";

  private record Facts(Path path, int mode, long owner, boolean folder, boolean link) {
    static Facts of(Path path) throws IOException {
      Map<String, Object> read =
          Files.readAttributes(
              path, "unix:mode,uid,isDirectory,isSymbolicLink", LinkOption.NOFOLLOW_LINKS);
      return new Facts(
          path,
          number(read, "mode").intValue(),
          number(read, "uid").longValue(),
          Boolean.TRUE.equals(read.get("isDirectory")),
          Boolean.TRUE.equals(read.get("isSymbolicLink")));
    }

    private static Number number(Map<String, Object> attributes, String name) {
      return (Number) Objects.requireNonNull(attributes.get(name), name);
    }

    boolean has(int bits) {
      return (mode & bits) != 0;
    }
  }

  private final long user;
  private final Set<Path> seen = new HashSet<>();
  private Set<Long> owners = Set.of();

  /** Creates one check for a process of that user. */
  TrustedPaths(long user) {
    this.user = user;
  }

  public static TrustedPaths ofThisUser() throws LaunchException {
    try {
      return new TrustedPaths(ownUser());
    } catch (IOException e) {
      throw new LaunchException("cannot find out the user: " + LaunchException.reasons(e));
    }
  }

  private static long ownUser() throws IOException {
    Path self = Path.of("/proc/self/fd"); // a folder of the process, which belongs to its user
    if (Files.isDirectory(self)) {
      return Facts.of(self).owner;
    }
    Path probe = Files.createTempFile("portcullis", ".uid");
    try {
      return Facts.of(probe).owner;
    } finally {
      Files.delete(probe);
    }
  }

  /**
   * Checks everything that a container loads code or configuration from; what does not exist is not
   * checked.
   *
   * @throws LaunchException for the first untrusted place; the message says what to do
   */
  public void check(Home home) throws LaunchException {
    if (!home.etc().getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    try {
      owners = Set.of();
      around(home.distribution());
      for (String folder : SHIPPED) {
        tree(home.distribution().resolve(folder), false, LINKS);
      }
      owners = trusted(home);
      around(home.directory());
      for (String folder : OWN) {
        tree(home.directory().resolve(folder), false, LINKS);
      }
      folders(home.directory().resolve(DATA));
    } catch (IOException e) {
      throw new LaunchException("cannot check the home: " + e);
    }
  }

  private Set<Long> trusted(Home home) throws IOException {
    Set<Long> trusted = new HashSet<>(List.of(user, ROOT));
    if (Files.exists(home.distribution())) {
      trusted.add(Facts.of(home.distribution().toRealPath()).owner);
    }
    return trusted;
  }

  /** Checks the folder and those above it, in which it could be replaced as a whole. */
  private void around(Path folder) throws IOException, LaunchException {
    Path existing = folder;
    while (!Files.exists(existing)) {
      Path parent = existing.getParent();
      if (parent == null) {
        return;
      }
      existing = parent;
    }
    Path real = existing.toRealPath();
    if (existing.equals(folder)) {
      place(Facts.of(real), false);
    }
    above(existing.equals(folder) ? real.getParent() : real);
  }

  private static void above(@Nullable Path from) throws IOException, LaunchException {
    for (Path parent = from; parent != null; parent = parent.getParent()) {
      Facts facts = Facts.of(parent);
      if (facts.has(OTHERS_WRITE) && !facts.has(STICKY) && !isReadOnly(parent)) {
        throw writable(parent, "o-w");
      }
    }
  }

  /** Checks a file or folder, and everything in it. */
  private void tree(Path path, boolean hidden, int links) throws IOException, LaunchException {
    Facts facts;
    try {
      facts = Facts.of(path);
    } catch (NoSuchFileException e) {
      return;
    }
    if (facts.link) {
      target(path, links);
    } else {
      place(facts, hidden);
      if (facts.folder) {
        boolean within = hidden || !facts.has(OTHERS_ENTER);
        try (Stream<Path> entries = Files.list(path)) {
          for (Path entry : (Iterable<Path>) entries::iterator) {
            tree(entry, within, links);
          }
        }
      }
    }
  }

  private void target(Path link, int links) throws IOException, LaunchException {
    if (links == 0) {
      throw new LaunchException(link + ": too many links lead to one another");
    }
    if (!Files.exists(link)) {
      return; // it leads nowhere, so nothing is loaded from it
    }
    Path real = link.toRealPath();
    if (seen.add(real)) {
      above(real.getParent());
      Path parent = real.getParent();
      if (parent != null && !Facts.of(parent).has(STICKY)) {
        place(Facts.of(parent), false);
      }
      tree(real, false, links - 1);
    }
  }

  /** Checks the folder of the container's state and those directly in it. */
  private void folders(Path data) throws IOException, LaunchException {
    if (!Files.isDirectory(data)) {
      return;
    }
    Facts facts = Facts.of(data.toRealPath());
    place(facts, false);
    try (Stream<Path> entries = Files.list(data)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        if (Files.isDirectory(entry)) {
          place(Facts.of(entry.toRealPath()), !facts.has(OTHERS_ENTER));
        }
      }
    }
  }

  private void place(Facts facts, boolean hidden) throws IOException, LaunchException {
    if (!owners.isEmpty() && !owners.contains(facts.owner)) {
      throw new LaunchException(
          "%s belongs to another user (%d), who could change what is loaded; run: chown %d %s"
              .formatted(facts.path, facts.owner, user, facts.path));
    }
    if (!hidden && facts.has(GROUP_WRITE | OTHERS_WRITE) && !isReadOnly(facts.path)) {
      throw writable(facts.path, "go-w");
    }
  }

  /**
   * Returns whether nothing can be written there, as on a volume of Kubernetes whose folders have
   * mode 0777.
   */
  private static boolean isReadOnly(Path path) throws IOException {
    return Files.getFileStore(path).isReadOnly();
  }

  private static LaunchException writable(Path path, String change) {
    return new LaunchException(
        "%s can be written by other users, who could change what is loaded; run: chmod %s %s"
            .formatted(path, change, path));
  }
}
