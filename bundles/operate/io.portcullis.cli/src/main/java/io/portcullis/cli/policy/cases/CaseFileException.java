// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

/** A file of cases that cannot be used. The message begins with the line and the column. */
final class CaseFileException extends Exception {
  private static final long serialVersionUID = 1L;

  CaseFileException(String message) {
    super(message);
  }
}
