// The model files that are embedded in this library.

#ifndef NLP_PRETRAINED_MODELS_H
#define NLP_PRETRAINED_MODELS_H

#include <stddef.h>

typedef struct {
  // Without the extension of the file.
  const char *_Nonnull name;
  // Aligned as a page of tensors wants it, and never freed.
  const unsigned char *_Nonnull bytes;
  size_t count;
} nlp_pretrained_model;

// How many there are; a build without the files has none.
size_t nlp_pretrained_model_count(void);

// The model with a number below the count. Files come in the order of their names.
nlp_pretrained_model nlp_pretrained_model_at(size_t index);

#endif
