import { isolated, isolatedWords } from '../bidi-runs.js';
import type { CardWords, WordFacts } from '../card-words.js';
import { counted, countedTime, type Forms } from './plural.js';

/** Numbers stand in isolates and Western digits; one and two are words of their own. */
const NUMBER = isolated('#');
const CALENDAR_MONTHS: Forms = {
  one: 'شهرًا تقويميًا واحدًا',
  two: 'شهرين تقويميين',
  few: `${NUMBER} أشهر تقويمية`,
  many: `${NUMBER} شهرًا تقويميًا`,
  other: `${NUMBER} شهر تقويمي`,
};
const WITHIN = {
  month: { one: 'شهر واحد', two: 'شهرين', few: `${NUMBER} أشهر`, many: `${NUMBER} شهرًا`, other: `${NUMBER} شهر` },
  year: { two: 'سنتين', few: `${NUMBER} سنوات`, other: `${NUMBER} سنة` },
};

export function arabicWords({ months, useWithinMonths, plan, redeemUrl, helpPhone, issuer }: WordFacts): CardWords {
  const added = counted('ar', months, CALENDAR_MONTHS);
  const useBy = `تُستخدم خلال ${countedTime('ar', useWithinMonths, WITHIN)} من الشراء.`;
  return {
    promise: `تضيف ${added} إلى جهاز واحد من باقة ${isolated(plan)}.`,
    scanHere: 'الصندوق: امسح هنا',
    notice: {
      full: 'لا قيمة لها قبل الدفع والتفعيل عند الصندوق.',
      short: 'لا قيمة لها قبل الدفع والتفعيل عند الصندوق.',
    },
    advice: {
      full: ['تأكد من أن لوحة الكشط على الظهر سليمة. ادفع هنا واحتفظ بالإيصال.', useBy],
      short: [useBy],
    },
    terms: 'لا تُستبدل نقدًا إلا إذا ألزم القانون بذلك. لا رسوم أخرى.',
    issuedBy: `الجهة المصدرة: ${isolatedWords(issuer)}.`,
    serialLabel: { full: 'رقم البطاقة', short: 'رقم البطاقة' },
    qrLabel: 'امسح للشحن',
    steps: {
      full: [
        'تأكد من أن لوحة الكشط سليمة، وادفع واحتفظ بالإيصال.',
        'اكشط برفق بقطعة نقدية ليظهر الرقم السري (PIN).',
        `امسح الرمز، أو افتح ${isolated(redeemUrl)}، أو اتصل بالرقم ${isolated(helpPhone)}.`,
        `أدخل الأرقام الـ${isolated('16')} ورقم جهازك، وتحقق من تاريخ الانتهاء الجديد، ثم أكّد.`,
      ],
      short: [
        'هل لوحة الكشط سليمة؟ ادفع واحتفظ بالإيصال.',
        'اكشط برفق بقطعة نقدية.',
        'امسح الرمز، أو ادخل الموقع، أو اتصل.',
        'أدخل الرقم السري ورقم جهازك، وتحقق من تاريخ الانتهاء الجديد، ثم أكّد.',
      ],
    },
    warningTitle: {
      full: 'من يعرف الرقم السري يمكنه استخدامه. لا تقرأه أبدًا لمن يتصل بك.',
      short: 'لا تقرأ الرقم السري لمن يتصل بك: هذا احتيال.',
    },
    warning: {
      full: ['لا يطلب أي مكتب حكومي أو بنك أو شركة الدفع بهذه البطاقة. طُلب منك شراؤها؟ توقف، إنها عملية احتيال.'],
      short: ['لا يطلب أي مكتب حكومي أو بنك أو شركة الدفع بهذه البطاقة.'],
    },
    unreadable: 'الرقم السري غير مقروء؟ اتصل بنا ومعك رقم البطاقة والإيصال.',
  };
}
