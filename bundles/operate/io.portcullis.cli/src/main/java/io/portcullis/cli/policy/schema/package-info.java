// SPDX-License-Identifier: Apache-2.0

/** The JSON Schema of policy documents, for editors. */
@NullMarked
package io.portcullis.cli.policy.schema;

import org.jspecify.annotations.NullMarked;
