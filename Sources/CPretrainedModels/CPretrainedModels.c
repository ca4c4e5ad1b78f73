#include "CPretrainedModels.h"

// `#embed` is C23; the toolchain's clang has it in every mode.
#pragma clang diagnostic ignored "-Wc23-extensions"

#if __has_embed("en-commands.nlpmodel")
static const _Alignas(64) unsigned char en_commands[] = {
#embed "en-commands.nlpmodel"
};
#endif

#if __has_embed("en-entities.nlpmodel")
static const _Alignas(64) unsigned char en_entities[] = {
#embed "en-entities.nlpmodel"
};
#endif

#if __has_embed("en-intents.nlpmodel")
static const _Alignas(64) unsigned char en_intents[] = {
#embed "en-intents.nlpmodel"
};
#endif

#if __has_embed("en-sentiment.nlpmodel")
static const _Alignas(64) unsigned char en_sentiment[] = {
#embed "en-sentiment.nlpmodel"
};
#endif

#if __has_embed("en-novels.nlpmodel")
static const _Alignas(64) unsigned char en_novels[] = {
#embed "en-novels.nlpmodel"
};
#endif

#if __has_embed("entities.nlpmodel")
static const _Alignas(64) unsigned char entities[] = {
#embed "entities.nlpmodel"
};
#endif

#if __has_embed("en-words.nlpmodel")
static const _Alignas(64) unsigned char en_words[] = {
#embed "en-words.nlpmodel"
};
#endif

#if __has_embed("languages.nlpmodel")
static const _Alignas(64) unsigned char languages[] = {
#embed "languages.nlpmodel"
};
#endif

#if __has_embed("sentiments.nlpmodel")
static const _Alignas(64) unsigned char sentiments[] = {
#embed "sentiments.nlpmodel"
};
#endif

// The last entry keeps the table from being empty where no file is there.
static const nlp_pretrained_model models[] = {
#if __has_embed("en-commands.nlpmodel")
    {"en-commands", en_commands, sizeof en_commands},
#endif
#if __has_embed("en-entities.nlpmodel")
    {"en-entities", en_entities, sizeof en_entities},
#endif
#if __has_embed("en-intents.nlpmodel")
    {"en-intents", en_intents, sizeof en_intents},
#endif
#if __has_embed("en-novels.nlpmodel")
    {"en-novels", en_novels, sizeof en_novels},
#endif
#if __has_embed("en-sentiment.nlpmodel")
    {"en-sentiment", en_sentiment, sizeof en_sentiment},
#endif
#if __has_embed("en-words.nlpmodel")
    {"en-words", en_words, sizeof en_words},
#endif
#if __has_embed("entities.nlpmodel")
    {"entities", entities, sizeof entities},
#endif
#if __has_embed("languages.nlpmodel")
    {"languages", languages, sizeof languages},
#endif
#if __has_embed("sentiments.nlpmodel")
    {"sentiments", sentiments, sizeof sentiments},
#endif
    {"", (const unsigned char *)"", 0},
};

size_t nlp_pretrained_model_count(void) { return sizeof models / sizeof models[0] - 1; }

nlp_pretrained_model nlp_pretrained_model_at(size_t index) { return models[index]; }
