//! The shared words: what a query is about, what its writer may want, how pressing it is, and who is meant.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The name used in data files and JSON.
            ///
            /// ```
            #[doc = concat!("# use pelita::", stringify!($name), ";")]
            #[doc = concat!("assert_eq!(", stringify!($name), "::ALL[0].as_str().parse(), Ok(", stringify!($name), "::ALL[0]));")]
            /// ```
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;

            fn from_str(s: &str) -> Result<Self, UnknownWord> {
                match s {
                    $($text => Ok($name::$variant),)+
                    _ => Err(UnknownWord { expected: &[$($text),+] }),
                }
            }
        }
    };
}

/// A name that none of the values has; the message lists those that exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownWord {
    expected: &'static [&'static str],
}

impl std::fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "expected one of {}", self.expected.join(", "))
    }
}

impl std::error::Error for UnknownWord {}

words! {
    /// What a query is about, and what a resource helps with.
    Topic {
        /// Suicide: thoughts, plans, methods, help, worry about somebody.
        Suicide = "suicide",
        /// Hurting oneself without the wish to die.
        SelfHarm = "self_harm",
        /// Depression, anxiety, loneliness and so on. Opt-in.
        MentalHealth = "mental_health",
        /// Eating disorders. Opt-in.
        EatingDisorder = "eating_disorder",
        /// Having lost somebody. A topic of resources.
        Bereavement = "bereavement",
    }
}

words! {
    /// What the writer of a query seems to want or to do.
    Intent {
        /// Wishing to die, not to wake up, to disappear.
        Ideation = "ideation",
        /// A time, a note, a goodbye; something already taken.
        Plan = "plan",
        /// Asking how.
        Method = "method",
        /// Hurting oneself: urge, act, hiding, stopping.
        SelfHarm = "self_harm",
        /// Looking for somebody to talk to, a hotline, a way to stop such thoughts.
        HelpSeeking = "help_seeking",
        /// Worried about somebody else.
        Concern = "concern",
        /// Somebody died by suicide.
        Bereavement = "bereavement",
        /// Statistics, news, law, history, the meaning of a word.
        Information = "information",
    }
}

impl Intent {
    /// The urgency of an intent, unless a lexicon says otherwise.
    #[must_use]
    pub const fn urgency(self) -> Urgency {
        match self {
            Intent::Ideation | Intent::Plan | Intent::Method => Urgency::High,
            Intent::SelfHarm | Intent::HelpSeeking | Intent::Concern => Urgency::Medium,
            Intent::Bereavement => Urgency::Low,
            Intent::Information => Urgency::Info,
        }
    }
}

words! {
    /// How pressing a query is. By default a prompt is shown from [`Low`](Urgency::Low) on.
    Urgency {
        /// About the subject, not about a person in need.
        Info = "info",
        /// Quiet, indirect or doubtful: the gentle card.
        Low = "low",
        /// Needs help, or wants to give it.
        Medium = "medium",
        /// Wishes to die, plans to, or asks how.
        High = "high",
    }
}

words! {
    /// Whom a resource is for, and who a searcher may be.
    Audience {
        /// Everybody.
        All = "all",
        /// Children.
        Children = "children",
        /// Teenagers and young adults.
        Youth = "youth",
        /// Students.
        Students = "students",
        /// Lesbian, gay, bisexual, trans and queer people.
        Lgbtq = "lgbtq",
        /// Veterans and serving members of armed forces.
        Veterans = "veterans",
        /// Women.
        Women = "women",
        /// Men.
        Men = "men",
        /// Older people.
        Older = "older",
        /// People who lost somebody to suicide.
        Bereaved = "bereaved",
        /// Indigenous peoples.
        Indigenous = "indigenous",
        /// Parents.
        Parents = "parents",
    }
}
