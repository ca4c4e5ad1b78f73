/// The lists that treebank rules look words up in, all in small letters.
enum TreebankWords {
  private static func list(_ text: String) -> Set<String> {
    Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
  }

  /// English abbreviations that keep their full stop within a sentence.
  static let abbreviations = list(
    """
    mr mrs ms dr drs prof rev hon gen col maj capt cmdr lt sgt cpl pvt adm sen gov rep reps pres st \
    jr sr messrs mme esq supt insp det asst ass't gov't dept univ assn bros inc corp co ltd plc llc \
    est ave blvd rd hwy mt ft apt bldg dist ph no nos vol vols fig figs eq sec ch ed eds pp para art \
    vs viz cf etc al et ca approx apr aug dec feb jan jul jun mar nov oct sept sep mon tue tues wed \
    thu thur thurs fri sat sun eg ie e.g i.e a.m p.m a.k.a attn tel ext fax mob min mins hr hrs yr \
    yrs lb lbs oz cu sq temp max misc conf dom esp info spec arrv lv eve ala ariz ark calif colo conn \
    del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa penn tenn tex va \
    vt wash wis wyo que ont m.d ph.d b.a m.a d.c ps rec
    """)

  /// Abbreviations among these that are words, too: only a capital letter tells.
  static let ambiguousAbbreviations = list(
    """
    no co mar sat sun wed mon min max art fig ill ind la mass miss me mo ore pa est ed eve info temp \
    dom rec rep sec sen gen ca al et ext ga del wash ch ps jan jun mt
    """)

  /// Parts that stay with the word behind their hyphen.
  static let prefixes = list(
    """
    e co non anti pre post pro re ex mid multi semi sub over neo intra un counter psycho socio arch \
    cross micro ultra super inter under bi tri pan quasi pseudo extra infra trans mini mega macro \
    hyper cyber eco bio geo electro hydro photo proto vice out fore de
    """
  ).subtracting(["under", "out", "cross", "vice"]).union(["cross"])

  /// Words that are written in one and count as two, and where the second starts.
  private static let splits: [String: Int] = [
    "cannot": 3, "gonna": 3, "gotta": 3, "wanna": 3, "outta": 3, "gimme": 3, "lemme": 3, "sorta": 4,
    "dont": 2, "cant": 2, "wont": 2, "didnt": 3, "doesnt": 4, "isnt": 2, "wasnt": 3, "couldnt": 5,
    "wouldnt": 5, "shouldnt": 6, "havent": 4, "hasnt": 3, "hadnt": 3, "arent": 3, "werent": 4,
    "aint": 2, "im": 1, "ive": 1, "thats": 4, "youre": 3, "theyre": 4, "youve": 3, "whats": 4,
  ]

  /// ``splits`` as a hash table without collisions. A key is a word's letters as one number, the
  /// first letter in the lowest byte. Nearly every word is looked up, so one comparison decides.
  struct SplitTable {
    private var slots: [(letters: UInt64, split: Int)] = []
    private var multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

    static let standard = SplitTable(splits)

    private init(_ splits: [String: Int]) {
      let entries = splits.map { word, split in
        (letters: word.utf8.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }, split: split)
      }
      while Set(entries.map { slot(of: $0.letters) }).count < entries.count {
        multiplier = multiplier &* 0x5851_F42D_4C95_7F2D | 1
      }
      slots = Array(repeating: (0, 0), count: 256)
      for entry in entries { slots[slot(of: entry.letters)] = entry }
    }

    @inline(__always)
    private func slot(of letters: UInt64) -> Int {
      Int((letters &* multiplier) >> 56)
    }

    /// Where the second part of a word of small letters starts, if it counts as two.
    @inline(__always)
    subscript(letters: UInt64) -> Int? {
      let entry = slots[slot(of: letters)]
      return entry.letters == letters && letters != 0 ? entry.split : nil
    }

    /// Where the second part of a word of ASCII letters of any case starts, if it counts as two.
    @inline(__always)
    func split(of bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
      guard range.count <= 8 else { return nil }
      var letters: UInt64 = 0
      for index in range.reversed() { letters = letters << 8 | UInt64(bytes[index].lowercasedByte) }
      return self[letters]
    }
  }

  /// What stands behind an apostrophe at the end of a contraction.
  static let clitics = list("s m d ll ve re")

  /// Words that start with an apostrophe.
  static let elisions = list("em cause til till tis twas bout n cuz cos round")

  /// What behind digits is a word of its own.
  static let units = list(
    """
    am pm m k b mm ft bn hh cm kg hz f c km lb lbs mg ml l gb mb kb tb min mins hr hrs sec secs x \
    oz in yd mi mph kph kw mw gw kwh mwh p
    """)

  static let ordinals = list("st nd rd th s d g e q")

  static let domains = list(
    """
    com org net edu gov mil int info biz name io ai app dev co uk us de fr it es nl be ch at eu ru \
    jp cn in au ca br se no dk fi pl cz hu gr pt ie nz za kr tw hk sg tv me ly fm xyz online
    """)

  static let fileTypes = list(
    """
    doc docx xls xlsx ppt pptx pdf txt csv tsv json xml html htm php asp aspx jsp js css swift py c h \
    cpp hpp java rb go rs sh md yml yaml toml zip gz tar tgz bz exe dll so jpg jpeg png gif svg bmp \
    mp mp3 mp4 avi mov wav url log cfg ini sql db
    """)

  /// Faces that no rule makes.
  static let faces: [StaticString] = [
    "^_^", "^^", "-_-", "T_T", "o_O", "O_o", "<3", "</3", "(:", "(;", ":'(", ":')", "XD", "xD",
  ]
}
