// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import io.portcullis.benchmarks.peers.question.LoadedPolicy;
import io.portcullis.benchmarks.peers.question.Question;
import java.util.Locale;

/** The engines. */
public enum Engine {
  /** What Java alone takes: a hash set for names, and for arguments code that reads one member. */
  JAVA,
  /** This project. */
  PORTCULLIS,
  /** CEL by the library's older runtime. */
  CEL,
  /** CEL by the library's newer runtime. */
  CEL_PLANNER,
  /** jCasbin without a cache. */
  CASBIN,
  /** jCasbin with a cache of answers; it can only be asked about names. */
  CASBIN_CACHED,
  /** Open Policy Agent as WebAssembly in the JVM. */
  OPA,
  /** Cedar through its native library. */
  CEDAR,
  /** XACML by AuthzForce. */
  AUTHZFORCE,
  /** SAPL, embedded. */
  SAPL;

  /**
   * Loads the policy of a question.
   *
   * @param question the question
   * @throws Exception as the engine does
   */
  public LoadedPolicy open(Question question) throws Exception {
    return switch (this) {
      case JAVA -> JavaFloor.open(question);
      case PORTCULLIS -> PortcullisPeer.open(question);
      case CEL -> CelPeer.open(question, false);
      case CEL_PLANNER -> CelPeer.open(question, true);
      case CASBIN -> CasbinPeer.open(question, false);
      case CASBIN_CACHED -> CasbinPeer.open(question, true);
      case OPA -> OpaPeer.open(question);
      case CEDAR -> CedarPeer.open(question);
      case AUTHZFORCE -> AuthzForcePeer.open(question);
      case SAPL -> SaplPeer.open(question);
    };
  }

  /** Returns whether the engine can be asked. */
  public boolean answers(Question question) {
    return this != CASBIN_CACHED || question.isAboutNames();
  }

  /** Returns the name in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
