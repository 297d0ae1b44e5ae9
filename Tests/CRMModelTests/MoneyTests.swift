import CRMModel
import Testing

@Suite("money and consent")
struct MoneyTests {
  @Test(
    "prints the currency's decimals",
    arguments: [
      ("EUR", 123_450, "1234.50"), ("EUR", -5, "-0.05"), ("JPY", 1200, "1200"),
      ("KWD", 1, "0.001"), ("EUR", 0, "0.00"),
    ] as [(String, Int64, String)]
  )
  func plain(code: String, minorUnits: Int64, text: String) throws {
    let currency = try #require(Currency(code))
    #expect(Money(minorUnits: minorUnits, currency).plain == text)
  }

  @Test("stored amounts of every currency come back exactly")
  func stored() throws {
    for code in ["EUR", "JPY", "KWD", "usd"] {
      let money = Money(minorUnits: -98_765, try #require(Currency(code)))
      #expect(Money(stored: try #require(money.stored), money.currency) == money)
    }
    #expect(Money(stored: 1, .euro) == nil)
    #expect(Money(minorUnits: .max, .euro).stored == nil)
    #expect(Currency("XXX") == nil)
  }

  @Test("consent only tightens unless a newer proof loosens it")
  func consent() {
    let refused = ConsentState(.optedOut)
    let agreed = ConsentState(.optedIn, provenAt: 5)
    #expect(ConsentState(.unknown).combined(with: ConsentState(.optedIn)).consent == .unknown)
    #expect(refused.combined(with: ConsentState(.optedIn)).consent == .optedOut)
    #expect(refused.combined(with: agreed).consent == .optedOut)
    let refusedThen = ConsentState(.optedOut, provenAt: 4)
    #expect(refusedThen.combined(with: agreed).consent == .optedIn)
    #expect(agreed.combined(with: refusedThen).consent == .optedIn)
    #expect(agreed.combined(with: ConsentState(.optedOut, provenAt: 6)).consent == .optedOut)
  }

  @Test("the consent of several records does not depend on their order")
  func consentOfSeveral() {
    let states = [
      ConsentState(.optedOut), ConsentState(.optedOut, provenAt: 4), ConsentState(.unknown),
      ConsentState(.optedIn, provenAt: 5), ConsentState(.optedIn),
    ]
    for first in states {
      for second in states {
        for third in states {
          let expected = ConsentState.combined([first, second, third])?.consent
          #expect(ConsentState.combined([third, first, second])?.consent == expected)
          #expect(ConsentState.combined([second, third, first])?.consent == expected)
          #expect(ConsentState.combined([third, second, first])?.consent == expected)
        }
      }
    }
    #expect(ConsentState.combined([states[1], states[0], states[3]])?.consent == .optedOut)
    #expect(ConsentState.combined([states[1], states[3]])?.consent == .optedIn)
    #expect(ConsentState.combined([]) == nil)
  }
}
