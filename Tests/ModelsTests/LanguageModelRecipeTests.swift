import Foundation
import Models
import Neural
import Testing

struct LanguageModelRecipeTests {
  @Test func whatIsLeftOpenFollowsFromTheLength() {
    let open = LanguageModelRecipe()
    let fitted = [100, 100_000, 1_000_000, 5_000_000, 100_000_000].map {
      open.fitted(toSymbols: $0)
    }
    for (short, long) in zip(fitted, fitted.dropFirst()) {
      #expect(short.training.epochs >= long.training.epochs)
      #expect((short.model.dropout ?? 0) >= (long.model.dropout ?? 1))
    }
    #expect(fitted.allSatisfy { $0.training.epochs > 0 && $0.model.recurrentDropout != nil })
    #expect(fitted[2].training.epochs > fitted[3].training.epochs)
    #expect((fitted[2].model.dropout ?? 0) > (fitted[3].model.dropout ?? 1))
    #expect(fitted.allSatisfy { $0.problem == nil })
  }

  @Test func whatIsGivenStays() {
    var recipe = LanguageModelRecipe()
    recipe.training.epochs = 3
    recipe.model.dropout = 0
    recipe.model.recurrentDropout = 0.4
    #expect(recipe.fitted(toSymbols: 1_000_000) == recipe)
  }

  /// A configuration file shows the settings that are open, too, and earlier model files lack some.
  @Test func coding() throws {
    let recipe = LanguageModelRecipe()
    let data = try JSONEncoder().encode(recipe)
    #expect(String(decoding: data, as: UTF8.self).contains("\"dropout\":null"))
    #expect(try JSONDecoder().decode(LanguageModelRecipe.self, from: data) == recipe)
    let old = #"{"cell": "gru", "dropout": 0.1, "hidden": 12}"#
    let read = try JSONDecoder().decode(LanguageModelConfiguration.self, from: Data(old.utf8))
    #expect(read.cell == .gru && read.hidden == 12 && read.dropout == 0.1)
    #expect(!read.layerNormalization && read.layers == LanguageModelConfiguration().layers)
  }
}
