// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import io.portcullis.policy.internal.yaml.ProblemCollector;

/** The state that the readers of the sections share while they read one document. */
record ParseContext(
    String name, boolean cascade, ProblemCollector problems, ProblemCollector warnings) {}
