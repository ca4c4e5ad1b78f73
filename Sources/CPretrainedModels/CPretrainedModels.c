#include "CPretrainedModels.h"
