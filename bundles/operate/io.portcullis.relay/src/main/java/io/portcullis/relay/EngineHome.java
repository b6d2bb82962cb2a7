// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The home of the engine for one policy. A second engine of the same policy, which another version
 * needs while the first one finishes its sessions, has a home with a number. Immutable.
 */
public final class EngineHome {
  /** The name of the home for the user's own policies. */
  public static final String DEFAULT = "default";

  private static final int MAX_NAME = 32;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final Path state;
  private final String name;
  private final Path policy;

  private EngineHome(Path state, String name, Path policy) {
    this.state = state;
    this.name = name;
    this.policy = policy;
  }

  /**
   * Finds the home.
   *
   * @param environment the environment of this process
   * @param userHome the home in the user database
   * @param policy the policy that the session names, or null for the user's own policies
   * @throws NoEngineException if the user has no folder for state
   */
  static EngineHome of(Map<String, String> environment, String userHome, @Nullable String policy)
      throws NoEngineException {
    Path state = folder(environment, userHome, "XDG_STATE_HOME", ".local/state");
    String shared = environment.get("PORTCULLIS_HOME");
    if (policy != null || (shared != null && !shared.isEmpty())) {
      Path named =
          policy != null ? Path.of(policy) : Path.of(String.valueOf(shared), "etc/policies");
      Path canonical = canonical(named);
      return new EngineHome(state, nameOf(canonical), canonical);
    }
    Path own = folder(environment, userHome, "XDG_CONFIG_HOME", ".config").resolve("policies");
    return new EngineHome(state, DEFAULT, own);
  }

  private static Path folder(
      Map<String, String> environment, String userHome, String variable, String below)
      throws NoEngineException {
    String value = environment.get(variable);
    if (value != null && value.startsWith("/")) {
      return Path.of(value, "portcullis");
    }
    String home = environment.get("HOME");
    home = home != null && home.startsWith("/") ? home : userHome;
    if (!home.startsWith("/")) {
      throw new NoEngineException(
          "no folder for state: this user has no home in the user database; set HOME or"
              + " XDG_STATE_HOME to an absolute path");
    }
    return Path.of(home, below, "portcullis");
  }

  private static Path canonical(Path policy) {
    try {
      return policy.toRealPath();
    } catch (IOException e) {
      return policy.toAbsolutePath().normalize(); // it may come to exist while the engine runs
    }
  }

  /** The engine compares the whole path, so two policies of one name are refused, not mixed up. */
  private static String nameOf(Path policy) {
    StringBuilder name = new StringBuilder("policy-");
    Path last = policy.getFileName();
    String text = last == null ? "" : last.toString();
    for (int i = 0; i < Math.min(text.length(), MAX_NAME); i++) {
      char c = text.charAt(i);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '_');
      name.append(plain ? c : '_');
    }
    long hash = FNV_OFFSET;
    for (byte b : policy.toString().getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return name.append('-').append(Long.toHexString(hash)).toString();
  }

  /** Returns the folder of all homes of this user. */
  Path state() {
    return state;
  }

  /** Returns the policy that the engine decides by, as an absolute path. */
  Path policy() {
    return policy;
  }

  /** Returns the name of the first home, or of a further one. */
  String name(int number) {
    return number == 1 ? name : name.concat("-").concat(Integer.toString(number));
  }

  /** Returns the folder of the first home, or of a further one. */
  Path folder(int number) {
    return state.resolve(name(number));
  }
}
