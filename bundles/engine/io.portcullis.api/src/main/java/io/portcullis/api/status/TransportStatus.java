// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.status;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One registered transport. A transport to a remote runtime publishes no policy.
 *
 * @param name the name that it publishes; empty if it publishes none
 * @param bundle the symbolic name of its bundle
 * @param selected whether an interceptor asks it
 * @param policyDigest the digest of its policy, or null
 * @param policyLoaded when its policy was loaded, as the transport publishes it, or null
 * @param policyDocuments the names of its policy documents
 */
public record TransportStatus(
    String name,
    String bundle,
    boolean selected,
    @Nullable String policyDigest,
    @Nullable String policyLoaded,
    List<String> policyDocuments) {

  /**
   * Copies the list.
   *
   * @throws NullPointerException if an argument that is not nullable is null
   */
  public TransportStatus {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(bundle, "bundle");
    policyDocuments = List.copyOf(policyDocuments);
  }
}
